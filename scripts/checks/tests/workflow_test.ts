/** What must hold of the workflows, whatever else is changed in them. They are read as text: no YAML parser for one test. */
import assert from "node:assert/strict";
import { TARGETS } from "../../release/build/targets.ts";
import { packageName } from "../../release/npm/manifests.ts";

const root = new URL("../../../", import.meta.url);
const folder = new URL(".github/workflows/", root);
const workflows = Object.fromEntries(
  [...Deno.readDirSync(folder)].map((
    { name },
  ) => [name, Deno.readTextFileSync(new URL(name, folder))]),
);
const { "ci.yml": ci, "release.yml": release } = workflows as Record<string, string>;

/** The lines of one job, by its name. */
function job(workflow: string, name: string): string {
  const found = new RegExp(`^  ${name}:\n(?:(?: {4}.*)?\n)*`, "m").exec(workflow);
  assert.ok(found, `there is no job ${name}`);
  return found[0];
}

Deno.test("the workflows are those that these tests know", () => {
  assert.deepEqual(Object.keys(workflows).sort(), ["ci.yml", "release.yml"]);
});

for (const [name, text] of Object.entries(workflows)) {
  Deno.test(`${name} uses nothing but GitHub's own actions, each pinned to a commit`, () => {
    const used = [...text.matchAll(/^\s*(?:- )?uses: *(.*)$/gm)].map(([, action]) => action!);
    assert.notEqual(used.length, 0);
    for (const action of used) {
      assert.match(
        action,
        /^(actions\/(checkout|(up|down)load-artifact|attest-build-provenance)@[0-9a-f]{40} # v\d+\.\d+\.\d+|\.\/\.github\/workflows\/ci\.yml)$/,
      );
    }
  });

  Deno.test(`${name} uses the Deno of the project and nothing that is not pinned`, () => {
    const [, version] = /^deno (\S+)$/m.exec(readProject(".tool-versions"))!;
    const named = [...text.matchAll(/deno@(\S+)/g)].map(([, found]) => found);
    assert.deepEqual(new Set(named), new Set([version]));
    assert.ok(readProject("README.md").includes(`npx --yes deno@${version} task --quiet start`));
    // Packages of the release itself are installed from files.
    assert.doesNotMatch(text, /-latest|npm install (?!--offline )|npx (?!--yes (deno|npm)@\d)/);
    assert.doesNotMatch(text, /pip install (?!--no-index )|pipx run (?!--spec \w+==\d)/);
  });

  Deno.test(`${name} may read, and checkouts keep no credentials`, () => {
    assert.match(text, /^permissions:\n {2}contents: read\n\n/m);
    const checkouts = text.match(/uses: actions\/checkout@/g)!.length;
    assert.equal(text.match(/persist-credentials: false/g)!.length, checkouts);
    assert.doesNotMatch(text, /pull_request_target|secrets\./);
  });
}

/** What each job may write; all others may only read. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  attest: ["id-token", "attestations"],
  pypi: ["id-token"],
  npm: ["id-token"],
  registry: ["packages", "id-token", "attestations"],
  release: ["contents"],
};

Deno.test("only what publishes a release may write, each job where it publishes, and runs nothing of the checkout", () => {
  assert.doesNotMatch(ci!, /: write/);
  const all = release!.match(/.*: write/g)!.length;
  assert.equal(all, Object.values(WRITES).flat().length);
  for (const [name, expected] of Object.entries(WRITES)) {
    const written = [...job(release!, name).matchAll(/^ {6}(\S+): write$/gm)].map(([, it]) => it);
    assert.deepEqual(written, expected, name);
    assert.doesNotMatch(job(release!, name), /checkout|\$DENO/);
  }
});

Deno.test("a registry gets a release only where a maintainer has switched that on", () => {
  for (const [name, variable] of [["pypi", "PYPI"], ["npm", "NPM"], ["registry", "IMAGE"]]) {
    const text = job(release!, name!);
    assert.ok(text.includes(`\n    if: vars.PUBLISH_${variable} == 'true'\n`), name);
    assert.match(text, /needs: attest\n/);
  }
});

Deno.test("a release is made from a tag that is the version, after all tests and trials", () => {
  assert.match(release!, /^on:\n {2}push:\n {4}tags: \["v\*"\]\n\n/m);
  assert.match(job(release!, "build"), /needs: test\n/);
  assert.match(job(release!, "build"), /= "v\$\(jq -r \.version deno\.json\)"/);
  assert.match(job(release!, "smoke"), /needs: build\n/);
  assert.match(job(release!, "image"), /needs: build\n/);
  assert.match(job(release!, "packages"), /needs: build\n/);
  assert.match(job(release!, "attest"), /needs: \[build, smoke, image, packages\]\n/);
  assert.match(job(release!, "release"), /needs: \[attest, pypi, npm, registry\]\n/);
  assert.match(job(release!, "release"), /needs\.attest\.result == 'success'/);
});

Deno.test("a release and a weekly run have all tests, everything else those of the gate", () => {
  assert.match(ci!, /^ {2}schedule:\n {4}- cron: "[\d *]+"\n/m);
  const all = "${{ github.event_name == 'schedule' || github.ref_type == 'tag' }}";
  assert.ok(ci!.includes(`\n  EVERYTHING: ${all}\n`));
  assert.ok(
    ci!.includes('run: $DENO task "$([ "$EVERYTHING" = true ] && echo test:all || echo test)"\n'),
  );
});

Deno.test("each executable is tried on a machine of its own kind", () => {
  const tried = [...job(release!, "smoke").matchAll(/target: (\S+), runner: (\S+), /g)];
  assert.deepEqual(tried.map(([, target]) => target), [
    "linux-x64",
    "linux-arm64",
    "macos-x64",
    "macos-arm64",
    "windows-x64.exe",
  ]);
  // The tests run on those machines as well.
  const runners = /runner: \[(.*)\]/.exec(ci!)![1]!.split(", ");
  assert.deepEqual(tried.map(([, , runner]) => runner).sort(), runners.sort());
});

Deno.test("each executable's npm package is tried, by the name that Node.js has for the machine", () => {
  const tried = [...job(release!, "smoke").matchAll(/npm: (\S+) \}/g)].map(([, name]) => name);
  assert.deepEqual(
    tried.map((name) => `@pysandbox/${name}`).sort(),
    TARGETS.map(packageName).sort(),
  );
});

Deno.test("each executable's wheel is installed without an index and tried, and the images are", () => {
  const smoke = job(release!, "smoke");
  const [, wheel] = smoke.split("- name: Install the wheel and try it\n");
  const [script] = wheel!.split("- name:");
  assert.ok(script!.includes('pip install --no-index --find-links . "pysandbox==$version"\n'));
  for (const tried of ["$(pysandbox run ", "$(python -m pysandbox run ", "import Sandbox"]) {
    assert.ok(script!.includes(tried), tried);
  }
  const image = job(release!, "image");
  const made = [...image.matchAll(/target: (\S+), runner: /g)].map(([, target]) => target);
  assert.deepEqual(made, ["linux-x64", "linux-arm64"]);
  assert.ok(image.includes("run: scripts/release/image/try.sh docker pysandbox:built\n"));
});

Deno.test("what is published is what was uploaded: executables, packages, checksums, notices and materials", () => {
  const files = ["pysandbox-*", "pysandbox.cdx.json", "NOTICES.txt", "SHA256SUMS"];
  const uploaded = [...job(release!, "build").matchAll(/^ {12}dist\/(.*)$/gm)].map(([, name]) =>
    name
  );
  assert.deepEqual(uploaded, files);
  assert.ok(job(release!, "release").includes(`\n          ${files.join(" ")}\n`));
  assert.match(
    job(release!, "build"),
    /sha256sum NOTICES\.txt pysandbox\.cdx\.json \*\.whl \*\.tgz >> SHA256SUMS\n/,
  );
  assert.match(job(release!, "attest"), /subject-checksums: SHA256SUMS\n/);
});

Deno.test("texts that others write are put into no script", () => {
  for (const text of Object.values(workflows)) {
    for (const [, script] of text.matchAll(/^ *run: (?:[|>]-?\n((?: {10}.*\n)+)|.*$)/gm)) {
      assert.doesNotMatch(script ?? "", /\$\{\{/);
    }
    assert.doesNotMatch(text, /^ *run: .*\$\{\{/m);
  }
});

function readProject(path: string): string {
  return Deno.readTextFileSync(new URL(path, root));
}
