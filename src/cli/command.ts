import { accepted, type Arguments, type Flag, parseArguments } from "./arguments.ts";

export interface Command {
  name: string;
  /** One sentence for --help. */
  about: string;
  flags: readonly Flag[];
  run(args: Arguments): Promise<void>;
}

/** For what was written to reach its reader, in milliseconds. */
const FLUSH_TIME = 1000;

/** Every command prints JSON instead of a table with it. */
export const JSON_FLAG: Flag = { name: "json", type: "boolean", hint: "Print JSON instead of a table." };

/**
 * Runs a command on the process's arguments. Results go to stdout, progress to stderr; an error is one line on stderr and
 * exit code 1.
 */
export async function runCommand(command: Command, given?: readonly string[]): Promise<void> {
  const argv = given ?? process.argv.slice(2);
  // A reader that has gone (`| head`) is no error worth a stack trace.
  process.stdout.on("error", () => process.exit(1));
  // Libraries that greet on the console must not mix with the results.
  console.log = console.info = console.debug = console.error;
  try {
    if (argv.includes("--help")) process.stdout.write(help(command));
    else await command.run(parseArguments(argv, command.flags));
  } catch (error) {
    process.stderr.write(`${command.name}: ${oneLine(error)}\n`);
    process.exitCode = 1;
    // The threads of a policy that an error left behind would keep the process, and a core, for ever.
    if (given === undefined) setTimeout(() => process.exit(), FLUSH_TIME).unref();
  }
}

const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, " · ").trim() ||
  "failed without a message";

function help({ name, about, flags }: Command): string {
  const rows = flags.map((flag) => {
    const value =
      flag.type === "boolean"
        ? ""
        : ` (${accepted(flag)}${flag.default === undefined ? "" : `; default ${flag.default}`})`;
    return `  --${flag.name}${(flag.aliases ?? []).map((alias) => `, --${alias}`).join("")}\n      ${flag.hint}${value}\n`;
  });
  return `npm run ${name} -- [flags]\n${about}\n\n${rows.join("")}`;
}
