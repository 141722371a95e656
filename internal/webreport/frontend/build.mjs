// Builds ../dist/report.js and ../dist/report.css from src. With --check it writes nothing and fails if they differ.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";

const dist = new URL("../dist/", import.meta.url);
const libraries = ["preact", "d3-hierarchy"];

// licenses returns the licenses of the libraries in the bundle, as a comment.
async function licenses() {
  const texts = await Promise.all(libraries.map(async (name) => {
    const { version } = JSON.parse(await readFile(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8"));
    const text = await readFile(new URL(`node_modules/${name}/LICENSE`, import.meta.url), "utf8");
    return `${name} ${version}\n\n${text.trim()}`;
  }));
  return `/*!\n${texts.join("\n\n---\n\n")}\n*/`;
}

const result = await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: { report: "src/main.tsx" },
  outdir: dist.pathname,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome111", "firefox115", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  banner: { js: await licenses() },
  jsx: "automatic",
  jsxImportSource: "preact",
  write: false,
});

let differs = false;
for (const file of result.outputFiles) {
  if (!process.argv.includes("--check")) {
    await writeFile(file.path, file.contents);
  } else if (!(await readFile(file.path)).equals(Buffer.from(file.contents))) {
    console.error(`${file.path} differs from its source: run npm run build`);
    differs = true;
  }
}
process.exitCode = differs ? 1 : 0;
