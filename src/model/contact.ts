import { z } from 'zod'
import { Instant } from './time.ts'

export const ContactMessage = z.object({
  name: z.string().trim().min(1, 'please tell us your name').max(120),
  email: z.email('this does not look like an e-mail address').max(254),
  message: z.string().trim().min(1, 'please write a message').max(5000),
})
export type ContactMessage = z.infer<typeof ContactMessage>

/** A message as kept: nothing is lost when mail is down. `deliveredAt` is null until a mail server took it. */
export const StoredContactMessage = ContactMessage.extend({
  id: z.string(),
  receivedAt: Instant,
  deliveredAt: Instant.nullable(),
})
export type StoredContactMessage = z.infer<typeof StoredContactMessage>
