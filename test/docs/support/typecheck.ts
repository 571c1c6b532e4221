import ts from 'typescript'
import type { Block } from './blocks'
import { importsOf, modulesOf, programOf } from './modules'
import { root } from './pages'

/** What is wrong with the types of blocks, each with its page and line. */
export function typeErrors(blocks: readonly Block[]): string[] {
  const modules = modulesOf(blocks)
  // Imports come last, so that a line of the module is a line of the block.
  const files = new Map(
    modules.map(({ block, file, needs }) => [file, `${block.code}\n${importsOf(needs)}; export {}`]),
  )
  const program = programOf(files, strictOptions())
  return modules.flatMap(({ block, file }) => {
    const source = program.getSourceFile(file)
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return diagnostics.map((diagnostic) => describe(diagnostic, block))
  })
}

function describe({ file, start = 0, messageText }: ts.Diagnostic, block: Block): string {
  const line = file ? file.getLineAndCharacterOfPosition(start).line : 0
  return `${block.path}:${block.line + line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
}

/** Packages that the pages import, and that are not installed here. */
const standIns: ts.MapLike<string[]> = {
  'react-native': ['./docs/given/modules/react-native.ts'],
  '@react-native-community/netinfo': ['./docs/given/modules/netinfo.ts'],
  '@react-native-async-storage/async-storage': ['./docs/given/modules/async-storage.ts'],
  'expo/fetch': ['./docs/given/modules/expo-fetch.ts'],
}

/** As this repository is checked. */
function strictOptions(): ts.CompilerOptions {
  const file = `${root}test/tsconfig.json`
  const { config } = ts.readConfigFile(file, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, `${root}test`)
  return { ...options, paths: { ...options.paths, ...standIns }, configFilePath: file }
}
