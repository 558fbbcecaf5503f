// Node does not read TypeScript by itself: a helper thread registers the loader that the commands run with, then reads helper.ts.
import { register } from "tsx/esm/api";

register();
await import("./helper.ts");
