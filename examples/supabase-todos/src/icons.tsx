export function EditIcon() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="m14.500 5.500 4 4M4.500 19.500l1-4.500L16 4.500a1.400 1.400 0 0 1 2 0L19.500 6a1.400 1.400 0 0 1 0 2L9 18.500z" />
    </svg>
  )
}

export function DeleteIcon() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4.500 6.500h15M9.500 6.500v-2h5v2M6.500 6.500l.8 13h9.400l.8-13M10.250 10v6M13.750 10v6" />
    </svg>
  )
}

export function PinIcon() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M9 4.500h6M10 4.500v5.500l-3 4h10l-3-4V4.500M12 14v6" />
    </svg>
  )
}
