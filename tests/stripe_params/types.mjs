// The parameters that Stripe's TypeScript declarations allow: their names, which of them are required, and their values.

import { join } from 'node:path'
import ts from 'typescript'

// For each call ("refunds.create"), a function that lists the mistakes in nested parameters.
export function checkers(operations, folder) {
  const file = join(folder, 'parameters.ts')
  const names = operations.map((each) => each.call)
  const source = `import Stripe from 'stripe'
declare const stripe: Stripe
${operations.map(({ call, hasId }, i) => `export type P${i} = Parameters<typeof stripe.${call}>[${hasId ? 1 : 0}]`).join('\n')}
`
  const options = { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, target: ts.ScriptTarget.ES2022, strict: true, types: [], skipLibCheck: true }
  const host = ts.createCompilerHost(options)
  const getSourceFile = host.getSourceFile.bind(host)
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest))
  host.fileExists = ((exists) => (name) => name === file || exists(name))(host.fileExists.bind(host))
  const program = ts.createProgram([file], options, host)
  const made = program.getSourceFile(file)
  const errors = program.getSemanticDiagnostics(made)
  if (errors.length) throw new Error(ts.formatDiagnostics(errors, { ...host, getNewLine: () => '\n', getCanonicalFileName: (name) => name }))
  const checker = program.getTypeChecker()
  const types = made.statements.filter(ts.isTypeAliasDeclaration).map((each) => checker.getTypeAtLocation(each.name))
  return Object.fromEntries(names.map((name, i) => [name, (value) => mistakes(checker, types[i], value, name)]))
}

const membersOf = (type) => (type.isUnion() ? type.types : [type])

function mistakes(checker, wanted, value, place) {
  const type = checker.getNonNullableType(wanted)
  if (typeof value === 'string') return isText(checker, type, value) ? [] : [`${place}: "${value}" is not ${checker.typeToString(type)}`]
  if (Array.isArray(value)) {
    const array = membersOf(type).find((each) => checker.isArrayType(each))
    if (!array) return [`${place} is not a list`]
    const [item] = checker.getTypeArguments(array)
    return [...value.keys()].flatMap((i) => (value[i] === undefined ? [`${place}[${i}] is missing`] : mistakes(checker, item, value[i], `${place}[${i}]`)))
  }
  const object = membersOf(type).find((each) => each.flags & ts.TypeFlags.Object && !checker.isArrayType(each))
  if (!object) return [`${place} has no members`]
  const known = checker.getPropertiesOfType(object)
  const anyName = checker.getIndexTypeOfType(object, ts.IndexKind.String)
  const wrong = Object.keys(value).flatMap((key) => {
    const property = known.find((each) => each.name === key)
    const member = property ? checker.getTypeOfSymbol(property) : anyName
    return member ? mistakes(checker, member, value[key], `${place}.${key}`) : [`${place}.${key} does not exist`]
  })
  const missing = known.filter((each) => !(each.flags & ts.SymbolFlags.Optional) && !Object.hasOwn(value, each.name))
  return [...wrong, ...missing.map((each) => `${place}.${each.name} is missing`)]
}

// A text stands for a number or a truth value too. Where words are listed it must be one of them, although the library lets later words pass.
function isText(checker, type, text) {
  const members = membersOf(type)
  const words = members.filter((each) => each.isStringLiteral()).map((each) => each.value).filter((each) => each !== '')
  if (words.includes(text)) return true
  return members.some((each) => {
    if (each.flags & ts.TypeFlags.StringLike) return words.length === 0
    if (each.flags & ts.TypeFlags.NumberLike) return /^-?\d+$/.test(text)
    if (each.flags & ts.TypeFlags.BooleanLike) return text === checker.typeToString(each) || (each.flags & ts.TypeFlags.Boolean && /^(true|false)$/.test(text))
    return false
  })
}
