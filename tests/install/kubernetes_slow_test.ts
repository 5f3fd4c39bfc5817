/** The manifests for Kubernetes: valid by its schemas, and as restricted as its strictest profile asks. */
import assert from "node:assert/strict";
import { pathOf } from "../clients/python.ts";
import { lacking, tryTest } from "../needs.ts";
import { Installation, succeeds } from "./installed.ts";

const PYTHON = Deno.build.os === "windows" ? "python" : "python3";
const hasPypi = await succeeds(PYTHON, "-m", "pip", "--quiet", "index", "versions", "packaging");

interface Manifest {
  readonly kind: string;
  readonly spec?: { readonly template?: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: Record<string, unknown>;
  readonly containers: readonly {
    readonly args: readonly string[];
    readonly securityContext: Record<string, unknown>;
    readonly resources: { readonly limits: object };
  }[];
}

/** Prints all documents of the files as JSON, each of which has been found valid. */
const VALIDATE = `
import json, sys, yaml, kubernetes_validate
documents = [document for path in sys.argv[1:] for document in yaml.safe_load_all(open(path))]
for document in documents:
    kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)
wrong = {**documents[-1], "spec": {**documents[-1]["spec"], "ports": "all"}}
try:
    kubernetes_validate.validate(wrong, kubernetes_validate.latest_version(), strict=True)
    sys.exit("what is wrong was found valid")
except kubernetes_validate.ValidationError:
    print(json.dumps(documents))
`;

tryTest({
  name: "the manifests are valid, and their containers have no rights",
  lacks: lacking([PYTHON]) ?? (hasPypi ? null : "PyPI"),
  fn: async () => {
    const installation = new Installation();
    try {
      const python = installation.path(
        ...(Deno.build.os === "windows" ? ["Scripts", "python.exe"] : ["bin", "python"]),
      );
      await installation.expect(PYTHON, ["-m", "venv", installation.folder]);
      const words = ["kubernetes-validate", "pyyaml"];
      await installation.expect(python, ["-m", "pip", "install", "--quiet", ...words]);
      const files = [...Deno.readDirSync(pathOf("deploy/kubernetes"))].map(({ name }) =>
        pathOf(`deploy/kubernetes/${name}`)
      );
      const manifests: Manifest[] = JSON.parse(
        await installation.expect(python, ["-c", VALIDATE, ...files]),
      );
      const pods = manifests.flatMap(({ spec }) => spec?.template?.spec ?? []);
      assert.equal(pods.length, 2);
      pods.forEach(assertRestricted);
    } finally {
      installation.remove();
    }
  },
});

/** What the profile `restricted` of the Pod Security Standards asks for, and more. */
function assertRestricted(pod: PodSpec): void {
  assert.equal(pod.automountServiceAccountToken, false);
  const { runAsNonRoot, runAsUser, seccompProfile } = pod.securityContext;
  assert.deepEqual([runAsNonRoot, runAsUser, seccompProfile], [true, 65532, {
    type: "RuntimeDefault",
  }]);
  for (const { args, securityContext, resources } of pod.containers) {
    assert.deepEqual(securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    assert.deepEqual(Object.keys(resources.limits).sort(), ["cpu", "memory"]);
    assert.match(args.join(" "), /--walls require /);
  }
}
