import { linearEquation } from "./linearEquation.ts";
import { numberOf } from "./vocabulary.ts";

type Words = readonly string[];

const isNumber = (word: string): boolean => numberOf(word) !== null;
const isChinese = (words: Words): boolean => words.some((word) => /\p{Script=Han}/u.test(word));
const without = (words: Words, ...left: string[]): string[] => words.filter((word) => !left.includes(word));
const replaced = (words: Words, by: Readonly<Record<string, string>>): string[] =>
  words.map((word) => (Object.hasOwn(by, word) ? (by[word] ?? word) : word));

/** "7 3 5 > 9", "make 9 from 7, 3 and 5". */
function countdown(words: Words): string[] | null {
  const bare = without(words, ",", "and", "和", "to", "the", "numbers", "from", "with", "using", "use", "用", ".");
  const at = bare.findIndex((word) => ["make", "get", "reach", "成", "得", "=", ">"].includes(word));
  const [before, after] = [bare.slice(0, at), bare.slice(at + 1)];
  if (at < 0 || ![...before, ...after].every(isNumber)) return null;
  const [target, numbers] = before.length > 0 ? [after, before] : [after.slice(0, 1), after.slice(1)];
  if (target.length !== 1 || numbers.length < 2) return null;
  return isChinese(words) ? ["用", ...numbers, "成", ...target] : ["use", ...numbers, "make", ...target];
}

/** "3x + 4 = 19", "find x if 19 = 4 + 3 * x". */
function equation(words: Words): string[] | null {
  const first = words.findIndex((word, i) => isNumber(word) || (word === "x" && /^[-+*=]$/.test(words[i + 1] ?? "")));
  const found = linearEquation(words.slice(Math.max(0, words[first - 1] === "-" ? first - 1 : first)));
  if (first < 0 || found === null) return null;
  const { a, b, c } = found;
  return [isChinese(words) ? "求" : "find", ..."x :".split(" "), ...`${a} * x + ${b} = ${c}`.split(" ")];
}

/** "27 + 38 - 19", "what is 27 + 38 = ?". */
function arithmetic(words: Words): string[] | null {
  const first = words.findIndex(isNumber);
  const chain = without(words.slice(Math.max(0, first)), "=");
  const fits = chain.length >= 3 && chain.every((word, i) => (i % 2 === 0 ? isNumber(word) : /^[-+]$/.test(word)));
  return fits ? [isChinese(words) ? "算" : "compute", ...chain] : null;
}

/** "f(1) = 5, f(2) = 7", "1 > 5 , 2 > 7". */
function program(words: Words): string[] | null {
  const bare = without(words, "write", "写", "f", "(", ")", ":", ",", ";", "and", "和", ">", "=");
  if (bare.length < 4 || bare.length % 2 !== 0 || !bare.every(isNumber)) return null;
  // Each pair must be joined by a sign of its own, or a list of numbers would be one.
  if (words.filter((word) => word === ">" || word === "=").length !== bare.length / 2) return null;
  const pairs = Array.from({ length: bare.length / 2 }, (_, i) => `${bare[2 * i]} > ${bare[2 * i + 1]}`);
  return `${isChinese(words) ? "写" : "write"} f : ${pairs.join(" , ")}`.split(" ");
}

const CONNECTIVES = { or: "|", not: "~", and: ",", ";": ",", 和: "," };

/** "p or q, not r". */
function logic(words: Words): string[] | null {
  const clauses = replaced(without(words, "solve", "解", "(", ")", ":"), CONNECTIVES);
  if (!clauses.every((word) => ["p", "q", "r", "~", "|", ","].includes(word))) return null;
  return clauses.length > 0 ? [isChinese(words) ? "解" : "solve", ...clauses] : null;
}

/** "p says not q, q says r, r says p". */
function knights(words: Words): string[] | null {
  if (!words.includes("says") && !words.includes("说")) return null;
  const said = replaced(without(words, "knights", "骑士", "(", ")", ":"), CONNECTIVES);
  return [isChinese(words) ? "骑士" : "knights", ...said];
}

const QUANTITIES = ["d", "t", "v", "F", "m", "a", "U", "R", "I", "V", "rho"];

/** "d = 60, t = 3, v = ?", "d 60, t 3, find v". */
function science(words: Words): string[] | null {
  const bare = without(words, "science", "科学", ":", "=", ",", "?", "and", "和", "find", "求", "what", "is");
  const given: string[] = [];
  let sought: string | null = null;
  for (let at = 0; at < bare.length; at++) {
    const [name, value] = [bare[at] ?? "", bare[at + 1] ?? ""];
    if (!QUANTITIES.includes(name)) return null;
    if (isNumber(value)) given.push(`${name} ${value}`);
    if (isNumber(value)) at++;
    else if (sought === null) sought = name;
    else return null;
  }
  if (sought === null || given.length === 0) return null;
  const [opening, find] = isChinese(words) ? ["科学", "求"] : ["science", "find"];
  return `${opening} : ${given.join(" , ")} ${find} ${sought}`.split(" ");
}

/** What somebody may have meant by these words: prompts in the tasks' own forms, most literal first. Never throws. */
export function shorthands(words: readonly string[]): string[][] {
  return [countdown, program, equation, arithmetic, science, knights, logic].flatMap((read) => {
    const meant = read(words);
    return meant === null ? [] : [meant];
  });
}
