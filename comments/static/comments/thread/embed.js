/** What pages elsewhere load. */
import { CommentThread } from "./element.js";

CommentThread.define();
