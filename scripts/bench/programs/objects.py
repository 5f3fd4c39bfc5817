"""Classes: attributes, methods, inheritance, generators and exceptions."""


class Account:
    def __init__(self, number):
        self.number = number
        self.balance = 0

    def deposit(self, amount):
        if amount < 0:
            raise ValueError(amount)
        self.balance += amount

    @property
    def rating(self):
        return self.balance % 17


class Savings(Account):
    def deposit(self, amount):
        super().deposit(amount + self.number % 3)


def transfers(count):
    for i in range(count):
        yield i % 101, (i * 37) % 211 - 10


def kernel(count=1_000_000):
    accounts = [(Savings if i % 2 else Account)(i) for i in range(101)]
    refused = 0
    for number, amount in transfers(count):
        try:
            accounts[number].deposit(amount)
        except ValueError:
            refused += 1
    return refused, sum(account.rating for account in accounts), accounts[7].balance
