"""Code mode: the agent's only tool is Python, and the programs that the model writes call the agent's own functions.

The model needs one turn for what would take it many tool calls, and rows that it only adds up never enter its context.
In place of a model, a script says what to run, so that this works offline.
PYSANDBOX_COMMAND may have, as JSON, the words that start pysandbox.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients" / "python"))
from pysandbox import Result, Sandbox, Session

COMMAND = json.loads(os.environ.get("PYSANDBOX_COMMAND", '["pysandbox"]'))

ORDERS = {
    "ada": [{"total": 120.0, "currency": "EUR"}, {"total": 80.5, "currency": "USD"}],
    "grace": [{"total": 15.0, "currency": "GBP"}],
}
RATES = {"EUR": 1.0, "USD": 0.9, "GBP": 1.2}


def orders(customer: str) -> list:
    """The orders of a customer: dicts with `total` and `currency`."""
    return ORDERS[customer]


async def rate(currency: str) -> float:
    """What one unit of a currency is worth in euros."""
    await asyncio.sleep(0.01)  # A service that takes its time; several calls run at once.
    if currency not in RATES:
        raise ValueError(f"no rate for {currency}")
    return RATES[currency]


TOOLS = {"orders": orders, "rate": rate}


def run_python(session: Session, code: str) -> str:
    """The agent's tool: what a program prints, and the value of its last expression."""
    return describe(session.run(code, functions=TOOLS, timeout=5))


def describe(result: Result) -> str:
    """A result in words that a model can act on."""
    said = result.result_repr if result.ok else result.error
    return "\n".join(part for part in (result.stdout.rstrip(), said) if part)


SCRIPTED_MODEL = [
    "help(rate)",
    """\
import asyncio

async def total(customer):
    bought = orders(customer)
    rates = await asyncio.gather(*(rate.aio(one["currency"]) for one in bought))
    return sum(one["total"] * rate for one, rate in zip(bought, rates))

totals = {name: await total(name) for name in ("ada", "grace")}
totals""",
    "max(totals, key=totals.get)",
    "rate('XYZ')",
    "orders('nobody')",
]

if __name__ == "__main__":
    with Sandbox(COMMAND, timeout=10) as sandbox, sandbox.session() as conversation:
        for code in SCRIPTED_MODEL:
            print(f"model: {code}\ntool:  {run_python(conversation, code)}\n")
