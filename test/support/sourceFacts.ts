import { parseSync, Visitor } from "vite";

/** One place where a file reaches another module. */
export interface Reach {
  target: string;
  /** `type` leaves no trace in the running program; `url` is `new URL("…", import.meta.url)`; `dynamic` is `import("…")`. */
  kind: "value" | "type" | "url" | "dynamic";
  line: number;
}

/** Something that the house style bans, with its line. */
export interface Offence {
  what: string;
  line: number;
}

export interface SourceFacts {
  reaches: Reach[];
  offences: Offence[];
}

/** What the syntax tree of a TypeScript or JavaScript file says; throws naming the file when it does not parse. */
export function sourceFacts(file: string, source: string): SourceFacts {
  const { program, comments, errors } = parseSync(file, source);
  if (errors[0] !== undefined) throw new Error(`${file}: expected a file that parses, got ${errors[0].message}`);
  const reaches: Reach[] = [];
  const offences: Offence[] = [];
  const lineOf = (offset: number): number => source.slice(0, offset).split("\n").length;
  const reach = (target: string, kind: Reach["kind"], offset: number): void => {
    reaches.push({ target, kind, line: lineOf(offset) });
  };
  const offend = (what: string, offset: number): void => {
    offences.push({ what, line: lineOf(offset) });
  };

  new Visitor({
    ImportDeclaration(node) {
      reach(node.source.value, node.importKind === "type" ? "type" : "value", node.start);
    },
    ExportNamedDeclaration(node) {
      if (node.source) reach(node.source.value, node.exportKind === "type" ? "type" : "value", node.start);
    },
    ExportAllDeclaration(node) {
      reach(node.source.value, node.exportKind === "type" ? "type" : "value", node.start);
    },
    TSImportType(node) {
      reach(node.source.value, "type", node.start);
    },
    ImportExpression(node) {
      if (node.source.type === "Literal" && typeof node.source.value === "string") {
        reach(node.source.value, "dynamic", node.start);
      } else if (!source.slice(node.source.start, node.source.end).includes("import.meta.url")) {
        offend("import() of a computed name", node.start);
      }
    },
    NewExpression(node) {
      const [target, base] = node.arguments;
      if (node.callee.type !== "Identifier" || node.callee.name !== "URL" || base === undefined) return;
      if (source.slice(base.start, base.end) !== "import.meta.url") return;
      if (target?.type === "Literal" && typeof target.value === "string") reach(target.value, "url", node.start);
    },
    MemberExpression(node) {
      const text = source.slice(node.start, node.end).replaceAll(/\s/g, "");
      if (/^Math(\?)?(\.random|\[["'`]random["'`]\])$/.test(text)) offend("Math.random", node.start);
    },
    TSAsExpression(node) {
      if (node.typeAnnotation.type === "TSAnyKeyword") offend("as any", node.start);
      if (node.typeAnnotation.type === "TSUnknownKeyword") offend("as unknown", node.start);
    },
    TSTypeAssertion(node) {
      offend("<Type>value", node.start);
    },
  }).visit(program);

  for (const comment of comments) {
    const silenced = /@ts-(ignore|nocheck|expect-error)/.exec(comment.value);
    if (silenced) offend(silenced[0], comment.start);
  }
  return { reaches, offences };
}
