/** Readers of reports that are not ours: libxml2 with a schema of JUnit's XML, and OASIS' JSON schema of SARIF 2.1.0. */
import sarifSchema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with {
  type: "json",
};
import Ajv from "ajv";
import draft4 from "ajv/lib/refs/json-schema-draft-04.json" with { type: "json" };
import { XmlDocument, XsdValidator } from "libxml2-wasm";

const XSD = Deno.readTextFileSync(new URL("../fixtures/junit.xsd", import.meta.url));

/** What JUnit's XML says of one program. */
export interface JUnitCase {
  readonly name: string;
  /** `failure` or `error`; null where it passed. */
  readonly problem: string | null;
  readonly type: string | null;
  readonly message: string | null;
}

/** The environments that the suites of a report name, one a suite, as name and digest. */
export function environmentsInJUnit(text: string): (string | null)[][] {
  using document = XmlDocument.fromString(text);
  return document.find("//testsuite/properties").map((node) =>
    ["name", "digest"].map((part) =>
      node.get(`property[@name='environment.${part}']/@value`)?.content ?? null
    )
  );
}

/** The cases of a report. @throws where it is no XML, or not what the schema allows. */
export function readJUnit(text: string): JUnitCase[] {
  using schema = XmlDocument.fromString(XSD);
  using validator = XsdValidator.fromDoc(schema);
  using document = XmlDocument.fromString(text);
  validator.validate(document);
  return document.find("//testcase").map((node) => {
    const of = (path: string) => node.get(path)?.content ?? null;
    const kind = ["failure", "error"].find((name) => node.get(name) !== null) ?? null;
    const problem = kind === null ? null : node.get(kind);
    return {
      name: of("@name")!,
      problem: kind,
      type: problem?.get("@type")?.content ?? null,
      message: problem?.get("@message")?.content ?? null,
    };
  });
}

/** A result of SARIF, as far as tests look at it. */
export interface SarifResult {
  readonly ruleId: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
      readonly region: { readonly startLine: number };
    };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

/** A run of SARIF, likewise. */
export interface SarifRun {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  readonly results: readonly (SarifResult & { readonly ruleIndex: number })[];
  readonly properties?: {
    readonly environment: { readonly name: string; readonly digest: string };
  };
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications?: readonly { readonly message: { text: string } }[];
  }[];
}

const ajv = new Ajv({ schemaId: "id", meta: false, unknownFormats: "ignore", format: "full" });
ajv.addMetaSchema(draft4);
const isSarif = ajv.compile(sarifSchema);

/** The run of a report. @throws where it is no JSON, or not what the schema allows. */
export function readSarif(text: string): SarifRun {
  const log = JSON.parse(text);
  if (!isSarif(log)) throw new Error(ajv.errorsText(isSarif.errors));
  const [run, ...others] = log.runs;
  if (run === undefined || others.length > 0) throw new Error("expected one run");
  return run;
}
