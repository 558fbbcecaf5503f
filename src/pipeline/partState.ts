import { sha256 } from "../lib/sha256.ts";
import type { ArtifactStore } from "./artifactStore.ts";
import { BEGIN_AGAIN, packBundle, SAVE_EVERY, unpackBundle } from "./bundle.ts";

/** One kind of work of a part, piece by piece. */
export interface Series<Piece> {
  /** Pieces that were done before an interruption, from the first on. */
  readonly done: readonly Piece[];
  /** Keeps the piece after the last one; a pause point. @throws what the pause point rejects with, after saving */
  add(piece: Piece): Promise<void>;
}

export interface PieceFormat<Piece> {
  encode(piece: Piece): Uint8Array;
  /** null where the bytes are no such piece. */
  decode(bytes: Uint8Array): Piece | null;
}

interface Kept {
  /** Hash of what the pieces were made from. */
  asked: string;
  pieces: Uint8Array[];
}

/** What a part needs of its stage. */
interface Surroundings {
  store: ArtifactStore;
  pausePoint(): Promise<void>;
}

/** What an unfinished part of a stage has done so far: several series under their names, in one file that is written now and then. */
export class PartState {
  private readonly start = performance.now();
  private lastSave = this.start;
  private readonly begun = new Set<string>();

  private constructor(
    private readonly surroundings: Surroundings,
    private readonly file: string,
    private readonly all: Map<string, Kept>,
    /** Spent before the interruption. */
    readonly seconds: number,
  ) {}

  /** @throws naming the file when it is damaged or something else */
  static async open(surroundings: Surroundings, file: string): Promise<PartState> {
    const bytes = await surroundings.store.read(file);
    const saved = bytes === null ? null : readState(bytes, file);
    return new PartState(surroundings, file, saved?.all ?? new Map(), saved?.seconds ?? 0);
  }

  /**
   * @param name of its own within the part
   * @param asked JSON of everything that the pieces depend on, but the checkpoints
   * @throws naming the file when its pieces of that name are of something else
   */
  series<Piece>(name: string, asked: unknown, format: PieceFormat<Piece>): Series<Piece> {
    if (this.begun.has(name)) throw new Error(`${this.file}: expected another name for a second series, got ${name}`);
    this.begun.add(name);
    const hash = sha256(new TextEncoder().encode(JSON.stringify(asked)));
    const kept = this.all.get(name) ?? { asked: hash, pieces: [] };
    this.all.set(name, kept);
    const broken = (got: string): Error =>
      new Error(`${this.file}: expected what was done of "${name}", got ${got} (${BEGIN_AGAIN})`);
    if (kept.asked !== hash) throw broken("that of other prompts or settings");
    const done = kept.pieces.map((bytes, i) => {
      const piece = format.decode(bytes);
      if (piece === null) throw broken(`something else as piece ${i + 1}`);
      return piece;
    });
    const add = async (piece: Piece): Promise<void> => {
      kept.pieces.push(format.encode(piece));
      try {
        await this.surroundings.pausePoint();
      } catch (error) {
        await this.save();
        throw error;
      }
      if (performance.now() - this.lastSave > SAVE_EVERY) await this.save();
    };
    return { done, add };
  }

  /** The part is finished and stored: nothing goes on from here any more. */
  remove(): Promise<void> {
    return this.surroundings.store.remove(this.file);
  }

  private async save(): Promise<void> {
    const seconds = this.seconds + (performance.now() - this.start) / 1000;
    const series = [...this.all].map(([name, { asked, pieces }]): SavedSeries => [name, asked, pieces.length]);
    const files = [...this.all].flatMap(([name, { pieces }]) =>
      pieces.map((bytes, i) => [fileName(name, i), bytes] as const),
    );
    const bytes = packBundle({ meta: { series, seconds }, files: Object.fromEntries(files) });
    await this.surroundings.store.write(this.file, bytes);
    this.lastSave = performance.now();
  }
}

/** The series of the part that is being done; outside of one, a series that is not kept. */
export function seriesOf<Piece>(
  context: Pick<Surroundings, "pausePoint"> & { part?: PartState },
  name: string,
  asked: unknown,
  format: PieceFormat<Piece>,
): Series<Piece> {
  return context.part?.series(name, asked, format) ?? { done: [], add: () => context.pausePoint() };
}

/** Name, hash of what was asked, number of pieces. */
type SavedSeries = [string, string, number];

const fileName = (series: string, piece: number): string => `${series}/${piece}`;

function readState(bytes: Uint8Array, where: string): { all: Map<string, Kept>; seconds: number } {
  const { meta, files } = unpackBundle(bytes, where);
  const broken = (): Error =>
    new Error(`${where}: expected the state of a part of a stage, got something else (${BEGIN_AGAIN})`);
  if (typeof meta !== "object" || meta === null || !("series" in meta) || !("seconds" in meta)) throw broken();
  const { series, seconds } = meta;
  if (!Array.isArray(series) || typeof seconds !== "number") throw broken();
  const all = new Map<string, Kept>();
  for (const entry of series) {
    if (!Array.isArray(entry)) throw broken();
    const [name, asked, count]: unknown[] = entry;
    if (typeof name !== "string" || typeof asked !== "string" || typeof count !== "number") throw broken();
    const pieces = Array.from({ length: count }, (_, i) => files[fileName(name, i)]);
    if (!pieces.every((piece) => piece !== undefined)) throw broken();
    all.set(name, { asked, pieces });
  }
  return { all, seconds };
}
