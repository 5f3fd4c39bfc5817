/** All of the Python client's own tests: servers that end and are killed, many programs, asyncio. */
import { passesItsTests, pythonTest } from "./python.ts";

pythonTest("the Python client passes its own tests", () => passesItsTests([], 90));
