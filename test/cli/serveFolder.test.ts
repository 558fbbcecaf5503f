import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveFolder } from "../../src/cli/serveFolder.mjs";

const outside = mkdtempSync(join(tmpdir(), "aha-lab-serve-"));
const folder = join(outside, "site");
let server: Awaited<ReturnType<typeof serveFolder>>;

beforeAll(async () => {
  mkdirSync(join(folder, "assets"), { recursive: true });
  writeFileSync(join(outside, "secret.txt"), "secret");
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  writeFileSync(join(folder, ".inputs"), "hidden");
  writeFileSync(join(folder, "assets/kernels-abc.wasm"), "wasm");
  writeFileSync(join(folder, "base.safetensors"), "weights");
  symlinkSync(join(outside, "secret.txt"), join(folder, "link.txt"));
  server = await serveFolder({ folder, port: 0 });
});

afterAll(async () => {
  await server.close();
  rmSync(outside, { recursive: true });
});

/** node:http sends a path as it is, where fetch would tidy it first. */
function get(
  path: string,
  method = "GET",
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path, method }, (response) => {
      let body = "";
      response.on("data", (part) => (body += String(part)));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    call.on("error", reject);
    call.end();
  });
}

describe("serveFolder", () => {
  it("serves files with their type, isolated from other origins", async () => {
    const page = await get("/?seed=1");
    expect(page).toMatchObject({ status: 200, body: "<!doctype html>" });
    expect(page.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cache-control": "no-cache",
    });
    expect((await get("/base.safetensors")).headers["content-type"]).toBe("application/octet-stream");
  });

  it("lets browsers keep what carries a digest in its name", async () => {
    const { headers } = await get("/assets/kernels-abc.wasm");
    expect(headers["content-type"]).toBe("application/wasm");
    expect(headers["cache-control"]).toContain("immutable");
  });

  it.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/..%5csecret.txt",
    "/link.txt",
    "/.inputs",
    "/assets",
    "/none",
    "/%",
    "/%00",
  ])("does not serve %s", async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(answer.body).toBe("not found\n");
  });

  it("reads only", async () => {
    expect((await get("/", "POST")).status).toBe(405);
    const head = await get("/", "HEAD");
    expect(head).toMatchObject({ status: 200, body: "" });
    expect(head.headers["content-length"]).toBe("15");
  });

  it("says when the port is taken", async () => {
    const port = Number(new URL(server.address).port);
    await expect(serveFolder({ folder, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
