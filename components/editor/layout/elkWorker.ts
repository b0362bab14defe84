/** The layout kernel, in a thread of its own: it answers messages of `elkjs/lib/elk-api`. */
import "elkjs/lib/elk-worker.min.js";
