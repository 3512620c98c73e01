import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/** What the source says of one call or event and the schema cannot: its comment and the type of its result. */
export interface SourceEntry {
  readonly name: string
  readonly comment: string
  /** TypeScript, as written: the result of a call, or what an event carries. */
  readonly type: string
}

function commentOf(node: ts.Node): string {
  const text = ts.getJSDocCommentsAndTags(node).map((part) => ts.getTextOfJSDocComment(part.comment) ?? '')
  return text.join(' ').replace(/\s+/g, ' ').trim()
}

function entryOf(member: ts.Node, name: ts.PropertyName, type: ts.TypeNode | undefined): SourceEntry {
  const written = type?.getText().replace(/\s+/g, ' ').replaceAll('readonly ', '') ?? ''
  return { name: name.getText().replaceAll("'", ''), comment: commentOf(member), type: written }
}

/** The calls of `export const NAME = { ...others, 'call.name': call(…).returns<…>() }`. */
function callsIn(node: ts.VariableDeclaration): SourceEntry[] {
  let value = node.initializer
  while (value && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value))) value = value.expression
  if (!value || !ts.isObjectLiteralExpression(value)) throw new Error(`${node.name.getText()} is not a table`)
  return value.properties.flatMap((property) => {
    if (ts.isSpreadAssignment(property)) return imported(node, property.expression.getText())
    if (!ts.isPropertyAssignment(property)) return []
    const result = ts.isCallExpression(property.initializer)
      ? property.initializer.typeArguments?.[0]
      : undefined
    return [entryOf(property, property.name, result)]
  })
}

/** The entries of `interface NAME extends … { name: type }`. */
function eventsIn(node: ts.InterfaceDeclaration): SourceEntry[] {
  const parents = node.heritageClauses?.flatMap(({ types }) => [...types]) ?? []
  const inherited = parents.flatMap(({ expression }) => imported(node, expression.getText()))
  const own = node.members.filter(ts.isPropertySignature)
  return [...inherited, ...own.map((member) => entryOf(member, member.name, member.type))]
}

/** The entries of what the file of `node` imports by `name`: each area of a contract has a file of its own. */
function imported(node: ts.Node, name: string): SourceEntry[] {
  const file = node.getSourceFile()
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement)) continue
    const bindings = statement.importClause?.namedBindings
    if (!bindings || !ts.isNamedImports(bindings)) continue
    if (!bindings.elements.some((element) => element.name.text === name)) continue
    const from = (statement.moduleSpecifier as ts.StringLiteral).text
    return readContractSource(`${path.resolve(path.dirname(file.fileName), from)}.ts`, name)
  }
  throw new Error(`${file.fileName} imports no ${name}`)
}

/** The entries of the constant or interface `name` in the file at `path`, in the order of the source. */
export function readContractSource(sourcePath: string, name: string): SourceEntry[] {
  const file = ts.createSourceFile(sourcePath, readFileSync(sourcePath, 'utf8'), ts.ScriptTarget.Latest, true)
  for (const statement of file.statements) {
    if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) {
      return eventsIn(statement)
    }
    if (!ts.isVariableStatement(statement)) continue
    const declaration = statement.declarationList.declarations.find((one) => one.name.getText() === name)
    if (declaration) return callsIn(declaration)
  }
  throw new Error(`${sourcePath} has no ${name}`)
}
