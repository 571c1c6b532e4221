import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** What the docstrings say of one export of the package. */
export interface Documented {
  /** Markdown, with the example as a block of code. */
  readonly text: string
  /** Its options, or its properties. */
  readonly options: readonly DocumentedOption[]
}

export interface DocumentedOption {
  readonly name: string
  readonly type: string
  readonly text: string
  readonly byDefault?: string | undefined
}

const doors = ['index', 'socket.io', 'supabase', 'supabase.table', 'testing', 'testing.msw']
const source = fileURLToPath(new URL('../src/', import.meta.url))

/** By the names of the exports of the doors that a page may import. */
export function readDocstrings(): Record<string, Documented> {
  const files = doors.map((door) => `${source}${door}.ts`)
  const program = ts.createProgram(files, {
    jsx: ts.JsxEmit.ReactJSX,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true,
    strict: true,
    target: ts.ScriptTarget.ES2022,
  })
  const checker = program.getTypeChecker()
  const found: Record<string, Documented> = {}
  for (const file of files) {
    const root = program.getSourceFile(file)
    const door = root && checker.getSymbolAtLocation(root)
    for (const alias of door ? checker.getExportsOfModule(door) : []) {
      const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias
      found[alias.name] = { text: textOf(symbol, checker), options: optionsOf(symbol, checker) }
    }
  }
  return found
}

function textOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker))
  const examples = tags(symbol, checker, 'example').map((code) => `\`\`\`tsx\n${code}\n\`\`\``)
  return [text, ...examples].join('\n\n')
}

function tags(symbol: ts.Symbol, checker: ts.TypeChecker, name: string): string[] {
  const those = symbol.getJsDocTags(checker).filter((tag) => tag.name === name)
  return those.map((tag) => ts.displayPartsToString(tag.text))
}

function optionsOf(symbol: ts.Symbol, checker: ts.TypeChecker): DocumentedOption[] {
  const type = optionsType(symbol, checker)
  return (type?.getProperties() ?? []).flatMap((property) => {
    // What is picked from another interface has declarations too, but no value.
    const [declaration] = property.declarations ?? []
    if (!declaration?.getSourceFile().fileName.startsWith(source)) return []
    const [byDefault] = tags(property, checker, 'default')
    return {
      name: property.name,
      type: typeText(declaration),
      text: ts.displayPartsToString(property.getDocumentationComment(checker)),
      byDefault,
    }
  })
}

/** Of a function that of its options or props; of an interface itself. */
function optionsType(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Type | undefined {
  if (symbol.flags & ts.SymbolFlags.Interface) return checker.getDeclaredTypeOfSymbol(symbol)
  const declaration = symbol.valueDeclaration
  if (!declaration || !ts.isFunctionDeclaration(declaration)) return undefined
  const types = declaration.parameters.map((parameter) => checker.getTypeAtLocation(parameter))
  return types.find((type) => /(Options|Props)$/.test((type.aliasSymbol ?? type.symbol)?.name ?? ''))
}

/** As it was written. */
function typeText(declaration: ts.Declaration): string {
  if (ts.isMethodSignature(declaration)) {
    const parameters = declaration.parameters.map((parameter) => parameter.getText()).join(', ')
    return `(${parameters}) => ${declaration.type?.getText() ?? 'void'}`
  }
  const text = ts.isPropertySignature(declaration) ? declaration.type?.getText() : undefined
  return (text ?? 'unknown').replaceAll(/\s+/g, ' ')
}
