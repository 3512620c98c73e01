import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import ts from 'typescript'
import { blankTypes } from '../../src/main/engine/scripts/blank-types'

function blanked(source: string): string {
  const found = blankTypes(source)
  if (!found.ok) throw new Error(`${found.word} at ${found.at}`)
  return found.text
}

/** The words of a text: a printer is free in blanks, semicolons and brackets. */
const words = (text: string) => text.replace(/[\s;()]/g, '')

const scripts: readonly string[] = [
  'function f<T>(this: object, a?: number, ...b: T[]): a is 4 { return a as any as T[] satisfies T[] }',
  'let all: Map<string, number> = new Map<string, number>()\nfunction onMessage(peer: Peer, message: Message): void {}',
  'class A<T> extends B<T> implements C, D<T> { private readonly x!: number = 1; y?: string; static override bar<T>(): T { return 1 as T } declare k: number; get v(): number { return 1 } }',
  'abstract class Q { abstract z: number; abstract foo(): void; bar(a: string): void; bar(a: any) {} }',
  'interface X { a: number }\ntype Y = { b: 1 } | "x"\ndeclare const z: number\ndeclare function g(): void\nfoo()',
  'f<number>(x)!.y!; const g = <T,>(a: T): T => a; let k!: number; const w = <any>x',
  'async function* h(): AsyncGenerator<number> { for (const x of y as number[]) yield x }',
  'try { a() } catch (e: unknown) { b(e) }\ntry {} catch { c() }',
  'function over(a: string): void\nfunction over(a: any) { return a }',
  'const o = { m<T>(a: T): void {}, async p(a?: string) { return a } }; let fn: (a: number) => void = (a) => {}',
  'const c = (\n  a: number,\n): {\n  b: number\n} => ({ b: a })',
  'const state = ["a", "b"] as const\n;[1].forEach((n: number) => n)',
  'const regex = /a<b>(c)/, t = `x ${(y as number) + 1} <T>`, less = a < b && c > d, not = !x, cond = a ? (b) : c',
  'label: for (;;) { switch (x as any) { case 1: break label; default: { } } }',
  'const { a, b: renamed = 1 }: { a: number; b?: number } = make<{ a: number }>()',
]

describe('types of a script', () => {
  it.each(scripts)('are left out of %j', (source) => {
    const target = ts.ScriptTarget.ESNext
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { target, useDefineForClassFields: true, verbatimModuleSyntax: true },
    })
    const compact = (text: string) =>
      words(ts.transpileModule(text, { compilerOptions: { target } }).outputText)
    expect(compact(blanked(source))).toBe(compact(outputText))
  })

  it.each(scripts)('leave everything else of %j at its place', (source) => {
    const text = blanked(source)
    expect(text.length).toBe(source.length)
    for (let at = 0; at < text.length; at++) {
      if (source[at] === '\n') expect(text[at]).toBe('\n')
      else expect([source[at], ' ', ';', ')']).toContain(text[at])
    }
  })

  it('end a statement whose next line could go on with it', () => {
    expect(blanked('const a = b as T\n(c)')).toBe('const a = b ;   \n(c)')
    expect(blanked('let a: T\n[b] = c')).toBe('let a;  \n[b] = c')
  })

  it.each([
    ['enum E { A }', 'enum', 0],
    ['namespace N { const x = 1 }', 'namespace', 0],
    ['class A { constructor(private x: number) {} }', 'private', 22],
  ])('cannot be left out of %j', (source, word, at) => {
    expect(blankTypes(source)).toEqual({ ok: false, word, at })
  })

  it('keep any text that is none as long as it is', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '(',
      ')',
      '{',
      '}',
      ': T',
      ' as ',
      'x',
      '\n',
      '!',
      '?',
      'class A',
      'enum',
      '=>',
      ';',
      ',',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (source) => {
        const found = blankTypes(source)
        if (found.ok) expect(found.text.length).toBe(source.length)
      }),
    )
  })
})
