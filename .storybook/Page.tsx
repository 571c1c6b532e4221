import { ArgTypes, Description, Markdown, Stories, Title, useOf } from '@storybook/addon-docs/blocks'
import type { ArgTypesEnhancer } from 'storybook/internal/types'
import type { ReactElement } from 'react'
import docstrings from 'virtual:docstrings'
import type { Documented } from './docstrings'

/** What the docstrings say of what a page is about: `Hooks/useEvent` is about `useEvent`, `Connection/outbox` about `OutboxOptions`. */
function documentedAs(title: string): Documented | undefined {
  const name = title.slice(title.lastIndexOf('/') + 1)
  return docstrings[name] ?? docstrings[`${name.charAt(0).toUpperCase()}${name.slice(1)}Options`]
}

/** Documentation that nobody wrote twice: the docstring, the options, the stories. */
export function Page(): ReactElement {
  const { preparedMeta } = useOf('meta', ['meta'])
  const documented = documentedAs(preparedMeta.title)
  return (
    <>
      <Title />
      {documented ? <Markdown>{documented.text}</Markdown> : <Description />}
      <Stories title="" />
      {documented && documented.options.length > 0 && (
        <>
          <h2>Options</h2>
          <ArgTypes />
        </>
      )}
    </>
  )
}

/** The options as Storybook tables them. */
export const documentOptions: ArgTypesEnhancer = ({ title, argTypes }) => {
  const options = documentedAs(title)?.options ?? []
  const documented = options.map(({ name, text, type, byDefault }) => [
    name,
    {
      name,
      description: text,
      control: false,
      table: { type: { summary: type }, ...(byDefault && { defaultValue: { summary: byDefault } }) },
    },
  ])
  return { ...Object.fromEntries(documented), ...argTypes }
}
