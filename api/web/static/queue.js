// Looking at the queue, or at its end, is a new beginning: what was skipped may come again.
import { forget } from "./skipped.js";

forget();
