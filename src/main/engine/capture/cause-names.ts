import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as v from 'valibot'
import {
  causes,
  firstNamedCause,
  fixedCause,
  namedCauseKinds,
  type Cause,
  type NamedCause,
} from '../../../shared/capture/record'
import { captureFiles } from './capture-names'

function isNamedCause(text: string): boolean {
  return namedCauseKinds.some((kind) => text.startsWith(`${kind}:`))
}

/** Numbers are 16 bits wide in the index. */
const lastCause = 0xffff

/** `causes.json` in the first folder of a series: the names of the causes from 100 up, in order. */
const CauseFileSchema = v.object({
  format: v.literal('sockwright-causes'),
  causes: v.array(v.pipe(v.string(), v.check(isNamedCause))),
})

/** A name that was looked for in vain is looked for again after so long. */
const askAgainMs = 200

/** What a named cause without a name is shown as: its file is lost, or not there yet. */
const unnamed: NamedCause = 'rule:?'

/**
 * Gives causes their numbers for the recorder of a series. A name is in the file before the first record that has its
 * number; where the disk refuses it, the event that `named` records still tells it.
 */
export class CauseNumbers {
  readonly #numbers = new Map<Cause, number>(Object.entries(causes) as [Cause, number][])
  readonly #names: NamedCause[] = []

  /** `folder` is the first of the series. */
  constructor(
    private readonly folder: string,
    private readonly named: (cause: NamedCause) => void,
  ) {}

  of(cause: Cause): number {
    return this.#numbers.get(cause) ?? this.#give(cause as NamedCause)
  }

  #give(cause: NamedCause): number {
    const number = Math.min(firstNamedCause + this.#names.length, lastCause)
    this.#numbers.set(cause, number)
    this.#names.push(cause)
    // Seldom enough to wait for: once for each rule.
    writeNames(this.folder, this.#names)
    this.named(cause)
    return number
  }
}

function writeNames(folder: string, names: readonly NamedCause[]): void {
  const target = path.join(folder, captureFiles.causes)
  const text = JSON.stringify({ format: 'sockwright-causes', causes: names }, null, 2)
  try {
    writeFileSync(`${target}.tmp`, `${text}\n`, { mode: 0o600 })
    renameSync(`${target}.tmp`, target)
  } catch {
    // A disk that refuses this refuses the records too, and the recorder tells that.
  }
}

/** Names the causes of a series for its readers, also while it grows. */
export class CauseNames {
  #names: readonly NamedCause[] = []
  #missedAt = -Infinity

  /** `folder` is the first of the series. */
  constructor(private readonly folder: string) {}

  of(number: number): Cause {
    if (number < firstNamedCause) return fixedCause(number)
    const place = number - firstNamedCause
    if (place >= this.#names.length) this.#lookFor(place)
    return this.#names[place] ?? unnamed
  }

  /** A new one is there before its first record; but where names are lost for good, not each record is to ask again. */
  #lookFor(place: number): void {
    const now = performance.now()
    if (now - this.#missedAt < askAgainMs) return
    this.#names = readNames(this.folder)
    if (place >= this.#names.length) this.#missedAt = now
  }
}

function readNames(folder: string): readonly NamedCause[] {
  try {
    const json: unknown = JSON.parse(readFileSync(path.join(folder, captureFiles.causes), 'utf8'))
    const file = v.safeParse(CauseFileSchema, json)
    return file.success ? (file.output.causes as NamedCause[]) : []
  } catch {
    return []
  }
}
