import type { Arguments, Flag } from "./arguments.ts";

/** Flags that say where results go, not what they are. */
const PLACES = new Set(["out", "resume", "record", "json", "save-every"]);

/** The command that makes the same result again: the given flags, and those in `always`. */
export function commandLine(
  name: string,
  flags: readonly Flag[],
  args: Arguments,
  always: readonly string[] = [],
): string {
  const words = flags
    .filter((flag) => !PLACES.has(flag.name) && (always.includes(flag.name) || args.given.has(flag.name)))
    .map((flag) => `--${flag.name} ${args.get(flag.name)}`);
  return `npm run ${name} -- ${words.join(" ")}`.trim();
}
