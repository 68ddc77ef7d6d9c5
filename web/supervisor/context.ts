// How the page's parts reach the one board and its view.
import { createContext, useContext, useSyncExternalStore } from "react";
import type { BoardModel, BoardView } from "../client/board/board.ts";
import type { Board } from "../client/board/fold.ts";

export const BoardContext = createContext<BoardModel | null>(null);

export function useModel(): BoardModel {
  const model = useContext(BoardContext);
  if (!model) throw new Error("there is no board around this part");
  return model;
}

export function useView(): BoardView {
  const model = useModel();
  return useSyncExternalStore(model.subscribe, model.get_view);
}

/** Inside the open page the board is always there. */
export function useBoard(): Board {
  const { board } = useView();
  if (!board) throw new Error("the board has no state yet");
  return board;
}
