"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useTRPC } from "../trpc";

/** An evaluation as far as it has come, read again whenever there is news of it. */
export function useEvaluation(id: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const query = useQuery(trpc.evaluations.get.queryOptions({ id }));
  useSubscription(
    trpc.evaluations.follow.subscriptionOptions(
      { id },
      { enabled: query.data !== undefined, onData: () => void queries.invalidateQueries(trpc.evaluations.get.queryFilter({ id })) },
    ),
  );
  return query;
}

/** What a person may do to one that is under way. */
export function useEvaluationActions(id: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const options = { onSettled: () => queries.invalidateQueries(trpc.evaluations.pathFilter()) };
  const pause = useMutation(trpc.evaluations.pause.mutationOptions(options));
  const resume = useMutation(trpc.evaluations.resume.mutationOptions(options));
  const cancel = useMutation(trpc.evaluations.cancel.mutationOptions(options));
  return {
    pause: () => pause.mutate({ id }),
    resume: () => resume.mutate({ id }),
    cancel: () => cancel.mutate({ id }),
    isBusy: pause.isPending || resume.isPending || cancel.isPending,
    error: pause.error ?? resume.error ?? cancel.error,
  };
}

/** Lets the accepted model serve the node, and the one before again. */
export function useExchange() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const options = {
    onSettled: () => Promise.all([trpc.evaluations, trpc.graphs].map((one) => queries.invalidateQueries(one.pathFilter()))),
  };
  return {
    apply: useMutation(trpc.evaluations.replace.mutationOptions(options)),
    takeBack: useMutation(trpc.evaluations.takeBack.mutationOptions(options)),
  };
}
