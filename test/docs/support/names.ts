import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import ts from 'typescript'
import { root } from './pages'

/** Where a name can be imported from. */
export interface Origin {
  readonly from: string
  readonly isType: boolean
}

/** What a module exports, by name, as its text says: nothing is run. */
export function exportsOf(file: string, from = file): Map<string, Origin> {
  const names = new Map<string, Origin>()
  const { statements } = parse(file, readFileSync(file, 'utf8'))
  for (const statement of statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier, isTypeOnly } = statement
      if (exportClause && ts.isNamedExports(exportClause)) {
        for (const { name, isTypeOnly: isType } of exportClause.elements)
          names.set(name.text, { from, isType: isType || isTypeOnly })
      } else if (moduleSpecifier && ts.isStringLiteral(moduleSpecifier)) {
        const other = resolve(dirname(file), moduleSpecifier.text)
        const target = [`${other}.ts`, `${other}.tsx`].find(existsSync)
        if (target) for (const [name, origin] of exportsOf(target, from)) names.set(name, origin)
      }
    } else if (isExported(statement)) {
      const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
      for (const name of declaredBy(statement)) names.set(name, { from, isType })
    }
  }
  return names
}

/** What the doors of the package export; a name that several have is imported from the one that comes first. */
export function namesOfDoors(): Map<string, Origin> {
  const doors = readdirSync(`${root}src`).filter((name) => name.endsWith('.ts'))
  const others = doors.filter((name) => name !== 'index.ts').toSorted()
  const pairs = ['index.ts', ...others].flatMap((file) => {
    const door =
      file === 'index.ts'
        ? 'wirehooks'
        : `wirehooks/${file.slice(0, -3).replace(/^(server|supabase|testing)\./, '$1/')}`
    return [...exportsOf(`${root}src/${file}`, door)]
  })
  return new Map(pairs.toReversed())
}

/**
 * What a page is given: names in the file of its section, before those of its own file, before those of README.md. Words
 * mean the same on every page that does not say otherwise.
 */
export function namesGivenTo(page: string, section: string): Map<string, Origin> {
  const own = `${root}test/docs/given/${page.replace(/^.*\//, '').replace(/\.\w+$/, '')}`
  const files = [`${root}test/docs/given/README.tsx`, `${own}.tsx`, `${own}.${section.replaceAll(' ', '-')}.tsx`]
  return new Map(files.filter(existsSync).flatMap((file) => [...exportsOf(file, file.replace(/\.tsx$/, ''))]))
}

/** The names that a statement declares. */
export function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundBy(name))
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
  const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
  return (isNamed || isType) && statement.name ? [statement.name.text] : []
}

export function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TSX)
}

function boundBy(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundBy(element.name)))
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}
