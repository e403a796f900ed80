/** A sentence in which what stands in backticks is code. */
export function Sentence({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence do not move
      <code key={index} className="text-ink">
        {part}
      </code>
    ) : (
      part
    ),
  )
}
