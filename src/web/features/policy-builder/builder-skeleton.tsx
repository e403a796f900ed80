import { Skeleton, SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { TopBar } from '#web/ui/layout/top-bar.tsx'

/** The builder while its policy is fetched. */
export function BuilderSkeleton() {
  return (
    <div className="flex h-page min-h-0 flex-col">
      <TopBar title="Policy" status={<Skeleton className="w-40" />} />
      <WorkspaceSkeleton />
    </div>
  )
}

/** What stands under the bar until it is drawn. */
export function WorkspaceSkeleton() {
  return (
    <>
      <div className="border-b border-line px-4 py-2">
        <Skeleton className="h-control w-full" />
      </div>
      <SkeletonRows rows={16} label="Loading the policy" />
    </>
  )
}
