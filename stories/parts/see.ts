import { expect, waitFor, within } from 'storybook/test'

/** A part of the page. */
export type Seen = Pick<ReturnType<typeof within>, 'getByRole' | 'findByRole'>

/** Waits until the only status there says so. */
export function seeStatus(canvas: Seen, status: string): Promise<void> {
  return waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent(new RegExp(`^${status}$`)))
}

/** Waits until a list has just these lines. */
export function seeLines(canvas: Seen, label: string, lines: readonly string[]): Promise<void> {
  const texts = (): (string | null)[] => {
    const list = within(canvas.getByRole('list', { name: label }))
    return list.queryAllByRole('listitem').map(({ textContent }) => textContent)
  }
  return waitFor(() => expect(texts()).toEqual(lines))
}

/** Waits until a fact is so. */
export function seeFact(canvas: Pick<ReturnType<typeof within>, 'getByText'>, name: string, value: string | RegExp) {
  return waitFor(() => expect(canvas.getByText(name, { selector: 'dt' }).nextElementSibling).toHaveTextContent(value))
}
