import { readFileSync } from 'node:fs'
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

/** The calls of `export const NAME = { 'call.name': call(…).returns<…>() }`. */
function callsIn(node: ts.VariableDeclaration): SourceEntry[] {
  let value = node.initializer
  while (value && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value))) value = value.expression
  if (!value || !ts.isObjectLiteralExpression(value)) throw new Error(`${node.name.getText()} is not a table`)
  return value.properties.filter(ts.isPropertyAssignment).map((property) => {
    const result = ts.isCallExpression(property.initializer)
      ? property.initializer.typeArguments?.[0]
      : undefined
    return entryOf(property, property.name, result)
  })
}

/** The entries of the constant or interface `name` in the file at `path`, in the order of the source. */
export function readContractSource(path: string, name: string): SourceEntry[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  for (const statement of file.statements) {
    if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) {
      return statement.members
        .filter(ts.isPropertySignature)
        .map((member) => entryOf(member, member.name, member.type))
    }
    if (!ts.isVariableStatement(statement)) continue
    const declaration = statement.declarationList.declarations.find((one) => one.name.getText() === name)
    if (declaration) return callsIn(declaration)
  }
  throw new Error(`${path} has no ${name}`)
}
