"""Pi to a hundred places by decimal, fractions, statistics, and what floats print."""

import cmath
import math
import statistics
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext
from fractions import Fraction


def pi(places):
    with localcontext() as context:
        context.prec = places + 3
        three = Decimal(3)
        last, term, total, n, grow, d, grow_d = 0, three, 3, 1, 0, 0, 24
        while total != last:
            last = total
            n, grow = n + grow, grow + 8
            d, grow_d = d + grow_d, grow_d + 32
            term = (term * n) / d
            total += term
        context.prec = places + 1
        return +total


print(pi(100))
print(Decimal("2.675").quantize(Decimal("0.01"), ROUND_HALF_EVEN), Decimal("1e-7") * 3, 7 % Decimal("-3"))
try:
    Decimal("many")
except InvalidOperation as exc:
    print("refused:", exc)
print(Fraction(355, 113) - Fraction(22, 7), Fraction("0.125"), Fraction(math.pi).limit_denominator(1000))
data = [2.5, 3.25, 5.5, 11.25, 11.5]
print(statistics.mean(data), statistics.median(data), statistics.pstdev([2, 4, 4, 4, 5, 5, 7, 9]))
print(statistics.quantiles(range(1, 101), n=4), statistics.mode("abracadabra"))
print(statistics.linear_regression([1, 2, 3], [2, 4, 6]))
print(0.1 + 0.2, 1e16, 1e-5, float("inf"), -0.0, 2.0**0.5, 1 / 3, 1e22, 5e-324)
print(math.factorial(30), math.comb(50, 25), math.isqrt(10**40), math.gcd(84, 36), math.hypot(3, 4))
print(cmath.sqrt(-4), complex("1+2j") * 3j, (1 + 2j).conjugate())
print(2**200, pow(3, -1, 11), (-7) // 2, (-7) % 3, divmod(7, -2), int("ff", 16), f"{255:#010b} {1e6:,.2f}")
print(round(2.5), round(-1.5), round(1234.5678, -2), (0.1).hex(), float.fromhex("0x1.8p3"), (0.75).as_integer_ratio())
