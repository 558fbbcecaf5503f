import type { Rng } from "../lib/rng.ts";
import type { LevelId, Problem } from "./problem.ts";
import { renderPrompt, sampleProblem, taskOf } from "./tasks/index.ts";
import { type Persona, samplePersona, Writer } from "./writer.ts";

/** Half countdown, two thirds of it with three numbers; half equation. */
const MIX: readonly LevelId[] = ["countdown-3", "countdown-3", "countdown-4", "equation", "equation", "equation"];

/** One document of the pre-training text: a prompt and somebody's response. */
export interface Document {
  problem: Problem;
  persona: Persona;
  /** Framed: "<bos> user : … ? assistant :". */
  prompt: string;
  /** Ends with "<eos>". */
  response: string;
}

export interface DocumentOptions {
  /** Default: drawn from the corpus mix. */
  level?: LevelId;
  /** Default: drawn. */
  persona?: Persona;
}

export function sampleDocument(rng: Rng, options: DocumentOptions = {}): Document {
  const persona = options.persona ?? samplePersona(rng);
  const problem = sampleProblem(rng, options.level ?? rng.pick(MIX));
  const response = respond(problem, new Writer(rng, persona)).join(" ");
  return { problem, persona, prompt: renderPrompt(problem), response };
}

function respond(problem: Problem, writer: Writer): string[] {
  const task = taskOf(problem);
  if (writer.persona.direct) return writer.blurt(task.guess(writer.rng));
  const { thinking, answer } = task.think(writer);
  return writer.conclude(thinking, answer);
}
