/** A policy that shows nearly every field once. Its own tests hold, so what its comments say is true. */
export const examplePolicy = `{
  "version": "1",

  // What happens to tools that nothing below names.
  "default": "deny",

  // Agents neither see these tools nor reach them.
  "hide": ["delete_account"],

  // Resources and prompts, each as a whole.
  "resources": "allow",
  "prompts": "allow",

  // For every call, before the rule of its tool.
  "all_tools": {
    "deny_if": [
      {
        "conditions": [{ "path": "time.weekday", "op": "gt", "value": 5 }],
        "on_deny": "Agents rest at the weekend."
      }
    ]
  },

  // For a whole risk class: its tools that "tools" does not name.
  "risk": {
    "read": {},
    "destructive": { "action": "require_approval" }
  },

  "tools": {
    "create_refund": {
      // Told to the agent when the call is denied or held.
      "reason": "Refunds belong to finance.",

      // Each of these must hold,
      "require": [
        {
          "conditions": [{ "path": "args.reason", "op": "exists", "value": true }],
          "on_deny": "Say why the money goes back."
        }
      ],
      // none of these may,
      "deny_if": [
        {
          "conditions": [{ "path": "args.amount", "op": "gt", "value": 10000 }],
          "on_deny": "That is too much for one refund."
        }
      ],
      // and if one of these does, a person is asked.
      "approve_if": [
        { "conditions": [{ "path": "args.amount", "op": "gt", "value": 1000 }] }
      ],
      "approval": { "approvers": ["admin", "approver"], "count": 1, "timeout": 3600 },

      // Each grant: 30 refunds a minute, and 50,000 in money a day.
      "limits": [
        { "counter": "refunds", "window": "minute", "max": 30, "scope": "grant" },
        {
          "counter": "refunded",
          "window": "day",
          "max": 50000,
          "scope": "grant",
          "increment_from": "args.amount"
        }
      ]
    },

    // A star stands for any characters; {} allows without conditions.
    "get_*": {},

    // Ten calls in any 60 seconds of one session.
    "send_message": { "rate_limit": { "max": 10, "window": 60 } }
  },

  // Calls and what must become of them. A test that fails blocks publishing.
  "tests": [
    {
      "name": "a small refund passes",
      "tool": "create_refund",
      "args": { "amount": 20, "reason": "arrived broken" },
      "at": "2026-11-20T10:00:00Z",
      "expect": "allow"
    },
    {
      "name": "a large refund is asked about",
      "tool": "create_refund",
      "args": { "amount": 2500, "reason": "arrived broken" },
      "at": "2026-11-20T10:00:00Z",
      "expect": "approval"
    },
    {
      "name": "an amount in quotes slips past nothing",
      "tool": "create_refund",
      "args": { "amount": "20", "reason": "arrived broken" },
      "at": "2026-11-20T10:00:00Z",
      "expect": "deny"
    }
  ]
}
`
