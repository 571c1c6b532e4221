import ts from 'typescript'
import type { Block } from './blocks'
import { namesGivenTo, namesOfDoors, type Origin } from './names'
import { root } from './pages'

/** A block with all that it needs, as a module of its own. */
export interface BlockModule {
  readonly block: Block
  /** It stands beside its page, so that it may import what is there. */
  readonly file: string
  /** What it uses and does not declare, by name. */
  readonly needs: ReadonlyMap<string, Origin>
}

/** Finds what each block uses without saying where it comes from. */
export function modulesOf(blocks: readonly Block[]): BlockModule[] {
  const doors = namesOfDoors()
  const free = freeNames(blocks)
  return blocks.map((block) => {
    const given = namesGivenTo(block.path, block.section)
    const needs = new Map<string, Origin>()
    for (const name of free.get(block) ?? []) {
      const origin = given.get(name) ?? doors.get(name)
      if (origin) needs.set(name, origin)
    }
    return { block, file: fileOf(block), needs }
  })
}

/** One line that imports what is needed. */
export function importsOf(needs: Iterable<readonly [string, Origin]>): string {
  return [...needs]
    .map(([name, { from, isType }]) => `import { ${isType ? 'type ' : ''}${name} } from '${from}'`)
    .join('; ')
}

/**
 * Without the libraries of the language, so that everything which comes from outside is a name that cannot be found: also
 * `screen`, which a browser has too.
 */
function freeNames(blocks: readonly Block[]): Map<Block, Set<string>> {
  const options = { noLib: true, noResolve: true, types: [], jsx: ts.JsxEmit.Preserve, target: ts.ScriptTarget.ESNext }
  const program = programOf(new Map(blocks.map((block) => [fileOf(block), `${block.code}\nexport {}`])), options)
  return new Map(
    blocks.map((block) => {
      const source = program.getSourceFile(fileOf(block))
      const missing = program.getSemanticDiagnostics(source).filter(isAboutName)
      return [block, new Set(missing.map(({ start = 0, length = 0 }) => block.code.slice(start, start + length)))]
    }),
  )
}

/** A program of files that exist in this map only, beside those that exist on the disk. */
export function programOf(files: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.Program {
  const host = ts.createCompilerHost(options, true)
  const { getSourceFile, fileExists, readFile } = host
  return ts.createProgram([...files.keys()], options, {
    ...host,
    fileExists: (name) => files.has(name) || fileExists(name),
    readFile: (name) => files.get(name) ?? readFile(name),
    getSourceFile(name, ...rest) {
      const text = files.get(name)
      return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, rest[0])
    },
  })
}

function fileOf({ path, line }: Block): string {
  return `${root}${path}.line${line}.tsx`
}

function isAboutName({ messageText }: ts.Diagnostic): boolean {
  const text = ts.flattenDiagnosticMessageText(messageText, ' ')
  return /^Cannot find (name|namespace) |^No value exists in scope for the shorthand property /.test(text)
}
