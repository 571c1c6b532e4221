import type { Decorator } from '@storybook/react-vite'

/** Says above a story what its docstring says: what to look at. Pages of documentation have it already. */
export const withCaption: Decorator = (Story, { parameters, viewMode, name }) => {
  if (parameters.bare) return <Story />
  const text: unknown = parameters.docs?.description?.story
  return (
    <div className="story">
      {viewMode === 'story' && (
        <header className="story-caption">
          <h1>{name}</h1>
          {typeof text === 'string' && <p>{withCode(text)}</p>}
        </header>
      )}
      <Story />
    </div>
  )
}

/** What stands between backticks is code. */
function withCode(text: string) {
  // oxlint-disable-next-line react/no-array-index-key -- nothing moves
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))
}
