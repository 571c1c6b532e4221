import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const source = fileURLToPath(new URL('../src/', import.meta.url))
const doors = readdirSync(source)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => source + name)

test('everything that a door exports says what it is', () => {
  expect(undocumented(doors)).toEqual([])
})

test('this test would notice', () => {
  const file = fileURLToPath(new URL('docs.test.ts', import.meta.url))
  expect(undocumented([file])).toEqual(['docs.test.ts: withoutWords'])
})

/** With words. */
export const withWords = 1
export const withoutWords = 2

function undocumented(files: string[]): string[] {
  const program = ts.createProgram(files, { noResolve: false, skipLibCheck: true, jsx: ts.JsxEmit.ReactJSX })
  const checker = program.getTypeChecker()
  return files.flatMap((file) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile)
    const exported = module ? checker.getExportsOfModule(module) : []
    return exported
      .filter((symbol) => !isDocumented(symbol, checker))
      .map(({ name }) => `${file.slice(file.lastIndexOf('/') + 1)}: ${name}`)
  })
}

function isDocumented(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const original = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return original.getDocumentationComment(checker).length > 0
}
