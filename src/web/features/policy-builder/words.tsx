/** A sentence whose names and values stand in backticks, drawn with those in mono. */
export function Words({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence have no other name
      <code key={index} className="font-semibold">
        {part}
      </code>
    ),
  )
}
