/** It is there before it says something, so that it is read out. */
export function Problem({ text }: { text: string | null }) {
  return (
    <p className="problem" role="alert">
      {text}
    </p>
  )
}
