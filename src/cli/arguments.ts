import { nearest } from "../lib/nearest.ts";

/** One flag of a command. Without `default` and not `required` it may be absent. */
export interface Flag {
  /** Kebab-case, without dashes in front. */
  name: string;
  type: "integer" | "number" | "string" | "boolean" | "choice";
  hint: string;
  default?: string | number | boolean;
  required?: boolean;
  min?: number;
  max?: number;
  options?: readonly string[];
  aliases?: readonly string[];
}

export class Arguments {
  constructor(
    private readonly values: ReadonlyMap<string, string | number | boolean>,
    /** The flags that were really on the command line. */
    readonly given: ReadonlySet<string>,
  ) {}

  get(name: string): string | number | boolean | undefined {
    return this.values.get(name);
  }

  number(name: string): number {
    const value = this.values.get(name);
    if (typeof value !== "number") throw missing(name);
    return value;
  }

  text(name: string): string {
    const value = this.values.get(name);
    if (typeof value !== "string") throw missing(name);
    return value;
  }

  /** Absent counts as null. */
  optionalText(name: string): string | null {
    const value = this.values.get(name);
    return typeof value === "string" ? value : null;
  }

  flag(name: string): boolean {
    return this.values.get(name) === true;
  }
}

const missing = (name: string): Error => new Error(`--${name}: expected a value, got nothing`);

/**
 * `--name value`, `--name=value`, and bare `--name` for booleans (also `--name false`).
 * @throws Error naming the flag: unknown (with the nearest known one), without value, of the wrong kind, out of range
 */
export function parseArguments(argv: readonly string[], flags: readonly Flag[]): Arguments {
  const byName = new Map(
    flags.flatMap((flag) => [flag.name, ...(flag.aliases ?? [])].map((name) => [name, flag] as const)),
  );
  const values = new Map<string, string | number | boolean>();
  const given = new Set<string>();
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? "";
    if (!word.startsWith("--"))
      throw new Error(`arguments: expected a flag that starts with --, got ${JSON.stringify(word)}`);
    const cut = word.indexOf("=");
    const name = word.slice(2, cut < 0 ? undefined : cut);
    const flag = byName.get(name);
    if (flag === undefined) {
      const near = nearest(name, [...byName.keys()]);
      throw new Error(
        `--${name}: expected a known flag, got an unknown one${near === null ? "" : ` (did you mean --${near}?)`}`,
      );
    }
    if (given.has(flag.name)) throw new Error(`--${name}: expected it once, got it twice`);
    given.add(flag.name);
    let text = cut < 0 ? argv[i + 1] : word.slice(cut + 1);
    if (flag.type === "boolean" && cut < 0 && text !== "true" && text !== "false") {
      values.set(flag.name, true);
      continue;
    }
    if (cut < 0) i++;
    if (text?.startsWith("--") && cut < 0) text = undefined;
    if (text === undefined) throw new Error(`--${name}: expected ${accepted(flag)}, got nothing`);
    values.set(flag.name, parseValue(flag, name, text));
  }
  for (const flag of flags) {
    if (given.has(flag.name)) continue;
    if (flag.required) throw new Error(`--${flag.name}: expected ${accepted(flag)}, got nothing (it is required)`);
    if (flag.default !== undefined) values.set(flag.name, flag.default);
  }
  return new Arguments(values, given);
}

function parseValue(flag: Flag, name: string, text: string): string | number | boolean {
  const bad = (): Error => new Error(`--${name}: expected ${accepted(flag)}, got ${JSON.stringify(text)}`);
  switch (flag.type) {
    case "string":
      if (text === "") throw bad();
      return text;
    case "boolean":
      if (text !== "true" && text !== "false") throw bad();
      return text === "true";
    case "choice":
      if (!flag.options?.includes(text)) throw bad();
      return text;
    default: {
      const value = text.trim() === "" ? NaN : Number(text);
      if (!Number.isFinite(value) || (flag.type === "integer" && !Number.isSafeInteger(value))) throw bad();
      if (value < (flag.min ?? -Infinity) || value > (flag.max ?? Infinity)) throw bad();
      return value;
    }
  }
}

/** What a flag accepts, in words. */
export function accepted(flag: Flag): string {
  if (flag.type === "choice") return `one of ${(flag.options ?? []).join(", ")}`;
  if (flag.type === "boolean") return "true or false";
  if (flag.type === "string") return "a value";
  const kind = flag.type === "integer" ? "a whole number" : "a number";
  if (flag.min === undefined) return kind;
  return flag.max === undefined ? `${kind} of ${flag.min} or more` : `${kind} from ${flag.min} to ${flag.max}`;
}
