/**
 * Code mode: the agent's only tool is Python, and the programs that the model writes call the agent's own functions.
 *
 * The model needs one turn for what would take it many tool calls, and rows that it only adds up never enter its context.
 * In place of a model, a script says what to run, so that this works offline.
 * PYSANDBOX_COMMAND may have, as JSON, the words that start pysandbox.
 */
import process from "node:process";
import { type Result, Sandbox, type Session } from "../clients/typescript/client.ts";

const COMMAND: string[] = JSON.parse(process.env["PYSANDBOX_COMMAND"] ?? '["pysandbox"]');

const ORDERS: Record<string, object[]> = {
  ada: [{ total: 120.0, currency: "EUR" }, { total: 80.5, currency: "USD" }],
  grace: [{ total: 15.0, currency: "GBP" }],
};
const RATES: Record<string, number> = { EUR: 1.0, USD: 0.9, GBP: 1.2 };

/** An error of a type that Python has. */
function pythonError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** The schema of a function with one parameter, which is a text. */
function oneText(name: string): object {
  return { type: "object", properties: { [name]: { type: "string" } }, required: [name] };
}

const TOOLS = {
  orders: {
    description: "The orders of a customer: dicts with `total` and `currency`.",
    parameters: oneText("customer"),
    call: (customer: string) => {
      if (!Object.hasOwn(ORDERS, customer)) throw pythonError("KeyError", customer);
      return ORDERS[customer];
    },
  },
  rate: {
    description: "What one unit of a currency is worth in euros.",
    parameters: oneText("currency"),
    call: async (currency: string) => {
      // A service that takes its time; several calls run at once.
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (Object.hasOwn(RATES, currency)) return RATES[currency];
      throw pythonError("ValueError", `no rate for ${currency}`);
    },
  },
};

/** The agent's tool: what a program prints, and the value of its last expression. */
export async function runPython(session: Session, code: string): Promise<string> {
  return describe(await session.run(code, { functions: TOOLS, timeout: 5000 }));
}

/** A result in words that a model can act on. */
function describe({ ok, stdout, resultRepr, error }: Result): string {
  return [stdout.trimEnd(), ok ? resultRepr : error].filter((part) => part).join("\n");
}

const SCRIPTED_MODEL = [
  "help(rate)",
  `\
import asyncio

async def total(customer):
    bought = orders(customer)
    rates = await asyncio.gather(*(rate.aio(one["currency"]) for one in bought))
    return sum(one["total"] * rate for one, rate in zip(bought, rates))

totals = {name: await total(name) for name in ("ada", "grace")}
totals`,
  "max(totals, key=totals.get)",
  "rate('XYZ')",
  "orders('nobody')",
];

if (import.meta.main) {
  await using sandbox = new Sandbox({ command: COMMAND, timeout: 10_000 });
  await using conversation = sandbox.session();
  for (const code of SCRIPTED_MODEL) {
    process.stdout.write(`model: ${code}\ntool:  ${await runPython(conversation, code)}\n\n`);
  }
}
