// Opens reports in Chromium from files, uses every control, and checks them with axe.
//
//	node test/browser.mjs CTXSIZE [DIRECTORY]
//
// CTXSIZE is the program. In DIRECTORY, pictures of the pages are left.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { chromium } from "playwright-core";

const [program, pictures] = process.argv.slice(2).map((p) => resolve(p));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const work = mkdtempSync(join(tmpdir(), "ctxsize-page-"));

// make writes a project and returns its report.
function make(name, files, args) {
  const dir = join(work, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), typeof text === "number" ? "x".repeat(text) : text);
  }
  const page = join(work, `${name}.html`);
  try {
    execFileSync(program, [...args, "-o", `html=${page}`], { cwd: dir, stdio: "pipe" });
  } catch (error) {
    if (error.status !== 1 || !existsSync(page)) throw error; // check fails as it should
  }
  return page;
}

const hostile = ["<img src=x onerror=alert(1)>.txt", "'\"><script>alert(1)<", "a\u202etxt.exe", "new\nline"];

const app = {
  Dockerfile: "FROM node AS deps\nCOPY package.json package-lock.json ./\nRUN npm ci\nFROM deps AS build\nCOPY . .\nRUN npm run build\nFROM nginx\nCOPY --from=build /dist /html\nCOPY nginx.conf /etc/\n",
  ".dockerignore": "node_modules/\n*.log\nlogs\n!logs/keep.log\nno-such-file\n",
  "package.json": '{"name":"app"}', "package-lock.json": 90000, "nginx.conf": 900, ".env": "SECRET_KEY=abcdefghijklmnop",
  "web/package.json": "{}", "data/dump.sql": 3_000_000, "docs/manual.pdf": 600_000, "logs/keep.log": 4000, "logs/other.log": 90_000, "debug.log": 50_000,
  "node_modules/dep/index.js": 80_000,
};
for (let n = 0; n < 60; n++) {
  app[`src/components/Component${n}.tsx`] = 2000 + 97 * n;
  app[`web/node_modules/dep${n % 9}/dist/m${n}.js`] = 30_000 + 997 * n;
  app[`public/img/photo${n}.jpg`] = 9000 * (1 + (n % 7));
  app[`many/f${n}`] = 10 + n;
}
hostile.forEach((name, n) => { app[`weird/${name}`] = 90_000 + n; });

const pages = {
  app: make("app", app, []),
  check: make("check", app, ["check", "--max-size", "1MB", "--fail-on", "warning"]),
  audit: make("audit", {
    "compose.yaml": "services:\n  api: &api\n    build: {context: api, additional_contexts: {shared: ./shared}}\n  worker:\n    <<: *api\n  web:\n    build: web\n",
    "api/Dockerfile": "FROM scratch\nCOPY . /app\nCOPY --from=shared . /shared\n", "api/main.go": 9000, "api/.git/config": 100, "shared/lib.go": 5000,
    "web/Dockerfile": "FROM scratch\nCOPY index.html /\n", "web/index.html": 2000, "web/other.bin": 70_000,
  }, ["audit"]),
  unused: make("unused", { Dockerfile: "FROM scratch\n", "a.txt": 500, "b/c.txt": 900 }, []),
};

// git makes a repository of the files of a project, with a commit for each text of its source file.
function commits(name, texts) {
  const dir = join(work, name);
  const git = (...args) => execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", ...args], { cwd: dir, stdio: "pipe" });
  mkdirSync(join(dir, "src"), { recursive: true });
  writeFileSync(join(dir, "Dockerfile"), "FROM node\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n");
  writeFileSync(join(dir, "package.json"), "{}");
  writeFileSync(join(dir, "README.md"), "old");
  git("init", "-q");
  for (const text of texts) {
    writeFileSync(join(dir, "src/a.ts"), text);
    git("add", "-A");
    git("commit", "-q", "-m", text);
  }
  return name;
}

const changed = { ...app, "node_modules/dep/index.js": 80_000, "data/dump.sql": 1_000_000, "new/large.bin": 2_000_000 };
delete changed["docs/manual.pdf"];
make("before", app, []);
make("after", changed, []);
pages.diff = make("diff", { readme: "nothing" }, ["diff", join(work, "before"), join(work, "after")]);
pages.same = make("same", { readme: "nothing" }, ["diff", join(work, "before"), join(work, "before")]);
pages.churn = make(commits("churn", ["one", "two", "three"]), {}, ["churn"]);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// open returns a page and the list of what went wrong in it.
async function open(file, size, colorScheme) {
  const context = await browser.newContext({ viewport: size, colorScheme, reducedMotion: "reduce" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const faults = [];
  page.on("console", (m) => faults.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => faults.push(`error: ${e.message}`));
  page.on("dialog", (d) => { faults.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on("request", (r) => { if (r.url() !== `file://${file}` && r.url() !== "data:,") faults.push(`request: ${r.url()}`); });
  await page.goto(`file://${file}`);
  await page.locator(".map canvas").waitFor();
  return { page, faults, context };
}

// inspect fails on what axe finds.
async function inspect(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ")}: ${v.nodes[0].failureSummary}`), [], what);
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

const status = (page) => page.locator('.hidden[role="status"]').innerText();
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const tab = (page, name) => page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();

// useMap moves in the map by keyboard and pointer.
async function useMap(page) {
  const map = page.getByRole("application");
  await map.focus();
  await page.keyboard.press("ArrowRight");
  const first = await status(page);
  assert.match(first, /sent, .* eligible/);
  for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"]) await page.keyboard.press(key);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".crumbs li").count(), 2, "Enter opens a directory");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".crumbs li").count(), 1, "Escape goes back");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  await page.locator(".crumbs button").first().click();
  assert.equal(await page.locator(".crumbs li").count(), 1, "the path goes back");
  const box = await map.boundingBox();
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.4);
  if (page.viewportSize().width > 900) await page.locator(".card").waitFor();
  await page.mouse.click(box.x + box.width * 0.3, box.y + box.height * 0.4);
  await map.focus();
  await page.keyboard.press("Home");
}

// useToolbar uses the controls above the map.
async function useToolbar(page) {
  for (const group of ["Measure", "Color"]) {
    const radios = page.getByRole("group", { name: group }).getByRole("radio");
    for (let n = (await radios.count()) - 1; n >= 0; n--) await radios.nth(n).check();
  }
  await page.getByRole("checkbox").check();
  await page.getByRole("checkbox").uncheck();
  await page.getByRole("application").focus();
  await page.keyboard.press("/");
  await page.keyboard.type("*.js");
  assert.match(await page.locator(".result").innerText(), /^60 matches: .* sent/);
  await tab(page, "Largest");
  assert.match(await page.locator(".panel .lead").innerText(), /^60 matches/);
  await page.getByRole("searchbox").press("Escape");
  assert.equal(await page.locator(".result").innerText(), "");
  const theme = page.locator(".theme");
  for (const want of ["light", "dark", "auto"]) {
    await theme.click();
    assert.match(await theme.innerText(), new RegExp(want));
  }
}

// useTabs opens each tab and presses each of its buttons.
async function useTabs(page, what) {
  const names = await page.getByRole("tab").allInnerTexts();
  for (const name of names.map((n) => n.replace(/\d+$/, "").trim())) {
    await tab(page, name);
    await inspect(page, `${what}, tab ${name}`);
    const buttons = page.locator(".panel button");
    for (let n = 0; n < Math.min(await buttons.count(), 40); n++) await buttons.nth(n).click();
    await page.getByRole("application").focus();
    await page.keyboard.press("Home");
    if (await page.locator(".chip").count()) await page.locator(".chip").click();
  }
  await page.getByRole("tab").first().focus();
  await page.keyboard.press("End");
  assert.equal(await page.getByRole("tab", { selected: true }).innerText(), "Table");
  await page.keyboard.press("Home");
}

// useReport checks what the panels of a build copy and light.
async function useReport(page) {
  await tab(page, "Suggestions");
  await page.getByRole("button", { name: /^Copy pattern \*\*\/node_modules/ }).click();
  assert.equal(await clipboard(page), "**/node_modules");
  await page.getByRole("button", { name: /^Copy diff of/ }).click();
  assert.match(await clipboard(page), /^diff --git a\/\.dockerignore/);
  await page.getByRole("button", { name: "Show in map: **/node_modules" }).click();
  assert.match(await page.locator(".result").innerText(), /^1 match: .* sent/);
  await page.locator(".chip").click();
  await tab(page, "Patterns");
  await page.getByRole("button", { name: "Show in map: *.log" }).click();
  assert.match(await page.locator(".result").innerText(), /^1 match: 0 B sent/);
  await tab(page, "Instructions");
  await page.getByRole("button", { name: "Show in map: line 5 COPY" }).click();
  assert.match(await page.locator(".result").innerText(), /matches: .* sent/);
  await page.locator(".chip").click();
  await tab(page, "Findings");
  await page.getByRole("button", { name: "Select .env in the map" }).click();
  assert.match(await status(page), /^\.env, .*Copied by line 5 COPY, stage build/);
  await page.getByRole("searchbox").fill("weird");
  assert.match(await page.locator(".result").innerText(), /^1 match/);
  await page.getByRole("searchbox").fill("");
}

// useDiff uses the controls of a page of a difference.
async function useDiff(page, what) {
  assert.match(await page.locator(".totals").innerText(), /Before\s+[\d.]+ [MGk]?B[^]*Growth\s+−[^]*New findings\s+\d/);
  const map = page.getByRole("application");
  await map.focus();
  await page.keyboard.press("ArrowRight");
  assert.match(await status(page), /, [+−]/);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".crumbs li").count(), 2, "Enter opens a directory");
  await page.keyboard.press("Home");
  const box = await map.boundingBox();
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.4);
  if (page.viewportSize().width > 900) await page.locator(".card").waitFor();
  await page.mouse.click(box.x + box.width * 0.3, box.y + box.height * 0.4);
  const measures = page.getByRole("group", { name: "Measure" }).getByRole("radio");
  for (let n = (await measures.count()) - 1; n >= 0; n--) await measures.nth(n).check();
  await map.focus();
  await page.keyboard.press("/");
  await page.keyboard.type("large");
  assert.match(await page.locator(".result").innerText(), /^1 match: \+2.0 MB/);
  await page.getByRole("searchbox").press("Escape");
  for (const theme of ["light", "dark", "auto"]) {
    await page.locator(".theme").click();
    assert.match(await page.locator(".theme").innerText(), new RegExp(theme));
  }
  for (const name of (await page.getByRole("tab").allInnerTexts()).map((n) => n.replace(/\d+$/, "").trim())) {
    await tab(page, name);
    await inspect(page, `${what}, tab ${name}`);
    const buttons = page.locator(".panel button:not([disabled])");
    for (let n = 0; n < (await buttons.count()); n++) await buttons.nth(n).click();
    await page.getByRole("application").focus();
    await page.keyboard.press("Home");
  }
  await tab(page, "Changes");
  assert.match(await page.locator(".panel").innerText(), /new\/[^]*\+2.0 MB/);
}

// useChurn uses what a page has of commits.
async function useChurn(page, what) {
  assert.match(await page.getByRole("tabpanel").innerText(), /RUN npm run build\s+reruns on 2 of 2 commits/);
  await page.getByRole("tabpanel").getByRole("button", { name: "src/", exact: true }).click();
  assert.match(await status(page), /^src, /);
  await inspect(page, what);
  for (const [group, names] of [["Measure", ["Sent", "Changes"]], ["Color", ["State", "Commits"]]]) {
    for (const name of names) await page.getByRole("group", { name: group }).getByRole("radio", { name }).check();
  }
  assert.match(await page.getByRole("application").getAttribute("aria-label"), /2 changes/);
}

const sizes = { phone: { width: 390, height: 844 }, laptop: { width: 1280, height: 800 }, wide: { width: 1920, height: 1080 } };
try {
  for (const [name, file] of Object.entries(pages)) {
    for (const [device, size] of Object.entries(sizes)) {
      for (const scheme of ["light", "dark"]) {
        const what = `${name}, ${device}, ${scheme}`;
        const { page, faults, context } = await open(file, size, scheme);
        await inspect(page, what);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what}: wider than the window`);
        await picture(page, `${name}-${device}-${scheme}`);
        if (name === "app" && (device !== "wide" || scheme === "dark")) {
          await useMap(page);
          await useToolbar(page);
          await useReport(page);
          await useTabs(page, what);
        }
        if (name === "audit" && device === "laptop") {
          const builds = page.getByRole("combobox", { name: "Build" });
          assert.match(await builds.innerText(), /api, worker \(2 identical\)/);
          await builds.selectOption({ index: 1 });
          await builds.selectOption({ index: 0 });
          await page.getByRole("combobox", { name: "Context" }).selectOption({ index: 1 });
          await inspect(page, `${what}, context`);
          await useTabs(page, what);
        }
        if (name === "diff") await useDiff(page, what);
        if (name === "same") {
          assert.equal(await page.locator(".empty").count(), 0, "without growth, the map has the sizes");
          await page.getByRole("radio", { name: "Growth" }).check();
          assert.match(await page.locator(".empty").innerText(), /^No size changes/);
        }
        if (name === "churn" && device !== "wide") await useChurn(page, what);
        if (name === "check") assert.match(await page.getByRole("tabpanel").innerText(), /max-size/);
        if (name === "unused") assert.match(await page.locator(".totals").innerText(), /Sent\s+0 B/);
        await page.emulateMedia({ media: "print" });
        if (device === "laptop" && scheme === "dark") await page.pdf({ path: join(pictures ?? work, `${name}.pdf`) });
        assert.deepEqual(faults, [], what);
        await context.close();
      }
    }
  }
  console.log("all pages passed");
} finally {
  await browser.close();
  rmSync(work, { recursive: true });
}
