import { parser } from '@lezer/javascript'
import type { SyntaxNode, Tree } from '@lezer/common'

const typeScript = parser.configure({ dialect: 'ts' })

/** What is written in TypeScript and is no type alone: code would have to be made of it. */
export interface NotErasable {
  readonly word: string
  /** Place in the text. */
  readonly at: number
}

/** A text without its types, of the same length and with the same lines, or what keeps it from being one. */
export type Blanked = { readonly ok: true; readonly text: string } | ({ readonly ok: false } & NotErasable)

/** Types that stand behind or before something, and marks and words that only types need. */
const erased = new Set([
  'TypeAnnotation',
  'TypePredicate',
  'TypeParamList',
  'TypeArgList',
  'Optional',
  'Privacy',
  'readonly',
  'override',
  'abstract',
])
/** Whole statements that only types need. */
const erasedStatements = new Set([
  'InterfaceDeclaration',
  'TypeAliasDeclaration',
  'AmbientDeclaration',
  'AmbientFunctionDeclaration',
])
const notErasable: ReadonlyMap<string, string> = new Map([
  ['EnumDeclaration', 'enum'],
  ['NamespaceDeclaration', 'namespace'],
])
/** What would go on with the line before, had that not ended with a type. */
const goesOn = /^[^\S\n]*\n\s*[[(`+\-/]/

/** ms to read a text, of which a long script takes a tenth. Text that is made for it can take hours. */
const longestReading = 1_000

/**
 * Blanks the types of a script, as a person writes them in TypeScript, so that JavaScript remains with everything at its
 * place. Text that cannot be read is left as it is: whoever runs it tells what is wrong.
 */
export function blankTypes(source: string): Blanked {
  const tree = read(source)
  if (!tree) return { ok: true, text: source }
  const blanking = new Blanking(source)
  try {
    tree.iterate({ enter: (found) => blanking.enter(found.node) })
  } catch (thrown) {
    if (thrown instanceof Refused) return { ok: false, ...thrown.found }
    throw thrown
  }
  return { ok: true, text: blanking.text }
}

function read(source: string): Tree | null {
  const reading = typeScript.startParse(source)
  const until = performance.now() + longestReading
  for (let tree = reading.advance(); ; tree = reading.advance()) {
    if (tree) return tree
    if (performance.now() > until) return null
  }
}

class Refused extends Error {
  constructor(readonly found: NotErasable) {
    super(found.word)
  }
}

/** The text, in pieces, as far as it was gone through. */
class Blanking {
  readonly #pieces: string[] = []
  #done = 0

  constructor(private readonly source: string) {}

  get text(): string {
    return this.#pieces.join('') + this.source.slice(this.#done)
  }

  /** Returns whether what is in the node is to be gone through. */
  enter(node: SyntaxNode): boolean {
    const word = notErasable.get(node.name)
    if (word !== undefined) throw new Refused({ word, at: node.from })
    if (erasedStatements.has(node.name) || isWithoutBody(node)) return this.#blankStatement(node)
    if (erased.has(node.name)) return this.#blankPart(node)
    switch (node.name) {
      case 'PropertyDeclaration':
        if (node.getChild('declare') ?? node.getChild('abstract')) return this.#blankStatement(node)
        return true
      case 'as':
      case 'satisfies':
        if (node.parent?.name === 'BinaryExpression') this.#blank(node.from, node.parent.to, true)
        return true
      case 'LogicOp':
        if (isAssertion(node)) this.#blank(node.from, node.to, false)
        return true
      case 'implements':
        this.#blank(node.from, node.parent?.getChild('ClassBody')?.from ?? node.to, false)
        return true
      case 'PrefixCast':
        this.#blank(node.from, node.getChild('>')?.to ?? node.from, false)
        return true
      case 'CatchClause':
        return this.#blankCaught(node)
      case 'this':
        return this.#blankReceiver(node)
      default:
        return true
    }
  }

  #blankPart(node: SyntaxNode): false {
    const { parent } = node
    const isInParameters = parent?.name === 'ParamList'
    if (isInParameters && (node.name === 'Privacy' || node.name === 'readonly'))
      throw new Refused({ word: this.source.slice(node.from, node.to), at: node.from })
    const list = parent?.name === 'ArrowFunction' ? node.prevSibling : null
    const behindList = list?.name === 'ParamList' && this.source.slice(node.from, node.to).includes('\n')
    if (behindList) this.#moveBracket(list, node)
    else this.#blank(node.from, node.to, node.name === 'TypeAnnotation')
    return false
  }

  /** Before an arrow no line may end: the bracket takes the place of the end of the type. */
  #moveBracket(list: SyntaxNode, type: SyntaxNode): void {
    this.#blank(list.to - 1, type.to - 1, false)
    this.#pieces.push(')')
    this.#done = type.to
  }

  /** What follows must not go on with what came before. */
  #blankStatement(node: SyntaxNode): false {
    if (node.from < this.#done) return false
    this.#pieces.push(this.source.slice(this.#done, node.from), ';')
    this.#done = node.from + 1
    this.#blank(this.#done, node.to, false)
    return false
  }

  /** The type of what is caught, which the grammar does not know. */
  #blankCaught(node: SyntaxNode): true {
    const [name, end] = [node.getChild('VariableDefinition'), node.getChild(')')]
    if (name && end) this.#blank(name.to, end.from, false)
    return true
  }

  /** `this` in a list of parameters, with its type and comma. */
  #blankReceiver(node: SyntaxNode): boolean {
    if (node.parent?.name !== 'ParamList') return true
    const comma = /^\s*,/.exec(this.source.slice(node.nextSibling?.to ?? node.to))
    this.#blank(node.from, (node.nextSibling?.to ?? node.to) + (comma?.[0].length ?? 0), false)
    return true
  }

  #blank(from: number, to: number, mayEndStatement: boolean): void {
    const start = Math.max(from, this.#done)
    if (to <= start) return
    const blank = this.source.slice(start, to).replace(/[^\n\r\u2028\u2029]/g, ' ')
    const ends = mayEndStatement && goesOn.test(this.source.slice(to))
    this.#pieces.push(this.source.slice(this.#done, start), ends ? `;${blank.slice(1)}` : blank)
    this.#done = to
  }
}

/** A signature of a function or method that has its body elsewhere. */
function isWithoutBody(node: SyntaxNode): boolean {
  const mayLack = node.name === 'FunctionDeclaration' || node.name === 'MethodDeclaration'
  return mayLack && !node.getChild('Block') && node.getChild('ParamList') !== null
}

/** The `!` that says that something is there. */
function isAssertion(node: SyntaxNode): boolean {
  const parent = node.parent
  if (!parent || parent.to < node.to) return false
  if (parent.name === 'PostfixExpression' || parent.name === 'PropertyDeclaration') return true
  // One behind the name of a variable is an error to the grammar.
  return parent.type.isError && parent.parent?.name === 'VariableDeclaration' && parent.to - parent.from === 1
}
