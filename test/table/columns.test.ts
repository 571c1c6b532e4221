import { expect, test } from 'vitest'
import { withColumns } from '../../src/table/columns'

test.each([
  ['*', '*'],
  ['title', 'title,id'],
  ['id,title', 'id,title'],
  [' title , id ', ' title , id '],
  ['"id",title', '"id",title'],
  ['title,author:people(id,name)', 'title,author:people(id,name),id'],
  ['title,comments(*)', 'title,comments(*),id'],
  ['*,comments(id)', '*,comments(id)'],
  ['ident:id,title', 'ident:id,title,id'],
  ['', 'id'],
])('%j with the key is %j', (select, expected) => {
  expect(withColumns(select, ['id', 'id'])).toBe(expected)
})

test('each missing column is added once, in order', () => {
  expect(withColumns('title', ['at', 'list', 'id', 'at'])).toBe('title,at,list,id')
})
