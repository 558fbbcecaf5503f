/**
 * `npm test`: every check and suite, then one line of true totals as the last line of stdout. Plain JavaScript without
 * dependencies: on a fresh machine it installs packages, kernels and (as root on Debian) Chromium first.
 *
 * `node test/run.mjs [suite …] [-- arguments]` runs only the suites named; arguments go to the tool of a single suite.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT, setup } from "../src/cli/setup.mjs";
import { ensureChromium } from "./support/ensureChromium.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */
/** @typedef {{ tool: string[], minutes: number, browser?: boolean, env?: Record<string, string>, totals?: (report: any) => Totals }} Suite */

const REPORTS = join(ROOT, "test-results/reports");
const VITEST = "node_modules/vitest/vitest.mjs";

/** @param {string} name @param {string[]} args */
function vitest(name, ...args) {
  const report = `--outputFile.json=${join(REPORTS, `${name}.json`)}`;
  return [VITEST, "run", ...args, "--reporter=default", "--reporter=json", report];
}

/** @param {any} report @returns {Totals} a file that fails before its first test counts as one failure */
function vitestTotals(report) {
  const broken = report.testResults.filter(
    (/** @type {any} */ file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @param {any} report @returns {Totals} */
function playwrightTotals({ stats, errors }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}

/** A suite without `totals` is one check: its exit status decides. @type {Record<string, Suite>} */
const SUITES = {
  types: { tool: ["node_modules/typescript/bin/tsc", "--noEmit"], minutes: 5 },
  lint: { tool: ["node_modules/oxlint/bin/oxlint"], minutes: 5 },
  format: { tool: ["node_modules/oxfmt/bin/oxfmt", "--check"], minutes: 5 },
  knip: { tool: ["node_modules/knip/bin/knip.js", "--no-config-hints"], minutes: 5 },
  unit: { tool: vitest("unit"), minutes: 15, totals: vitestTotals },
  browser: {
    tool: vitest("browser", "--config", "vitest.browser.config.ts"),
    minutes: 10,
    browser: true,
    totals: vitestTotals,
  },
  e2e: {
    tool: ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"],
    minutes: 18,
    browser: true,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: join(REPORTS, "e2e.json") },
    totals: playwrightTotals,
  },
};

/** @param {Suite} suite @param {string[]} args @returns {Promise<string | null>} what went wrong with the tool, null when it ended with 0 */
function runTool({ tool, minutes, env }, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...tool, ...args], {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, minutes * 60_000);
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (status, signal) => {
      clearTimeout(limit);
      if (late) resolve(`not done after ${minutes} minutes`);
      else resolve(status === 0 ? null : `ended with ${signal ?? `status ${status}`}`);
    });
  });
}

/** @param {string} name @param {Suite} suite @param {string[]} args @returns {Promise<Totals & { problem: string | null }>} */
async function runSuite(name, suite, args) {
  const reportFile = join(REPORTS, `${name}.json`);
  rmSync(reportFile, { force: true });
  const problem = (suite.browser ? noChromium : null) ?? (await runTool(suite, args));
  if (suite.totals === undefined) {
    return { passed: problem === null ? 1 : 0, failed: problem === null ? 0 : 1, skipped: 0, problem };
  }
  if (!existsSync(reportFile)) return { passed: 0, failed: 1, skipped: 0, problem: problem ?? "no report written" };
  const totals = suite.totals(JSON.parse(readFileSync(reportFile, "utf8")));
  if (totals.passed + totals.failed === 0) return { ...totals, failed: 1, problem: "expected tests, ran none" };
  if (problem !== null && totals.failed === 0) return { ...totals, failed: 1, problem };
  return { ...totals, problem: totals.failed > 0 ? `${totals.failed} failed` : null };
}

const given = process.argv.slice(2).filter((arg, at, all) => arg !== "--" || all.indexOf("--") !== at);
const named = given.filter((arg) => arg in SUITES);
const passedOn = given.filter((arg) => !(arg in SUITES));
const names = named.length > 0 ? named : Object.keys(SUITES);
if (passedOn.length > 0 && names.length !== 1) {
  process.stderr.write(`test: expected suites of ${Object.keys(SUITES).join(", ")}, got ${passedOn.join(" ")}\n`);
  process.exit(1);
}

await setup();
// The unit suite does without, but has tests that run only where Chromium's software adapter is.
const noChromium = names.some((name) => name === "unit" || SUITES[name]?.browser) ? ensureChromium() : null;
mkdirSync(REPORTS, { recursive: true });

const sum = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
for (const name of names) {
  const suite = SUITES[name];
  if (suite === undefined) continue;
  process.stdout.write(`\n── ${name}\n`);
  const started = Date.now();
  const { passed, failed, skipped, problem } = await runSuite(name, suite, passedOn);
  sum.passed += passed;
  sum.failed += failed;
  sum.skipped += skipped;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  lines.push(
    `${name.padEnd(8)} ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s${problem ? `: ${problem}` : ""}`,
  );
}
process.exitCode = sum.failed > 0 ? 1 : 0;
process.stdout.write(`\n${lines.join("\n")}\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
