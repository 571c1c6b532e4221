import { mkdirSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import ts from 'typescript'
import { blocksOf } from './blocks'
import { type BlockModule, importsOf, modulesOf } from './modules'
import { declaredBy, parse } from './names'
import { readPage, root } from './pages'

/** A page whose blocks can be run. */
export interface RunningPage {
  /**
   * The block of a section that contains this text, or its first one, as a function. It runs the block as it stands on the
   * page, and gives what the block declares, and as `last` the value of its last expression. A block that calls hooks is
   * to be run by a component. It may be handed names that only a running test can give.
   */
  load<Result = Results>(section: string, text?: string): Promise<(brought?: object) => Result>
}

/** Of a block that nobody described. */
export interface Results {
  readonly last: unknown
}

interface Loaded {
  /** The names that it must be given. */
  readonly needs: string[]
  default(given: object): never
}

const folder = `${root}.cache/docs/`

export function runningPage(path: string): RunningPage {
  const modules = modulesOf(blocksOf(readPage(path)))
  mkdirSync(folder, { recursive: true })
  return {
    async load(section, text = '') {
      const module = modules.find(({ block }) => block.section === section && block.code.includes(text))
      if (!module) throw new Error(`${path} has no such block under ${section}: ${text}`)
      const file = folder + basename(module.file)
      writeFileSync(file, textOf(module))
      const { needs, default: run }: Loaded = await import(file)
      const given: object[] = await Promise.all(gifts(module).map((gift) => import(`${gift}.tsx`)))
      return (brought = {}) => {
        const all: object = Object.assign({}, ...given, brought)
        const missing = needs.filter((name) => !(name in all))
        if (missing.length > 0) throw new Error(`${path}:${module.block.line} is not given ${missing.join(', ')}`)
        return run(all)
      }
    },
  }
}

/** A module whose function is the block. */
function textOf({ block, file, needs }: BlockModule): string {
  const { statements } = parse(file, block.code)
  const imports = statements.filter(ts.isImportDeclaration)
  const rest = statements.filter((statement) => !ts.isImportDeclaration(statement))
  const last = rest.at(-1)
  const given = [...needs].filter(([, origin]) => isGiven(origin)).map(([name]) => name)
  const lines = [
    importsOf([...needs].filter(([, origin]) => !isGiven(origin))),
    ...imports.map((statement) => statement.getText()),
    `export const needs = ${JSON.stringify(given)}`,
    `export default ${rest.some(awaits) ? 'async ' : ''}function Block({ ${given.join(', ')} }) {`,
    ...rest.slice(0, -1).map((statement) => statement.getText()),
    last && ts.isExpressionStatement(last)
      ? `const last = (${last.expression.getText()})`
      : `${last?.getText()}; let last`,
    `return { ${[...rest.flatMap(declaredValues), 'last'].join(', ')} }`,
    '}',
  ]
  return lines.join('\n')
}

function gifts({ needs }: BlockModule): string[] {
  return [...new Set([...needs.values()].filter(isGiven).map(({ from }) => from))]
}

function isGiven({ from, isType }: { readonly from: string; readonly isType: boolean }): boolean {
  return from.startsWith(root) && !isType
}

function declaredValues(statement: ts.Statement): string[] {
  const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
  return isType ? [] : declaredBy(statement)
}

/** Not in a function of its own. */
function awaits(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node)) return true
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, awaits) ?? false)
}
