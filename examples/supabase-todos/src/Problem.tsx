interface ProblemProps {
  text: string | null
  onDismiss: () => void
}

/** What the database refused. It is there before it says something, so that it is read out. */
export function Problem({ text, onDismiss }: ProblemProps) {
  return (
    <div className="problem" data-shown={text !== null}>
      <p role="alert">{text}</p>
      {text !== null && (
        <button className="icon" aria-label="Dismiss" onClick={onDismiss}>
          <span aria-hidden="true">×</span>
        </button>
      )}
    </div>
  )
}
