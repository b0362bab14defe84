import classes from "./Canvas.module.css";
import { PortHandle } from "./PortHandle";
import type { CanvasNodeData } from "./view";

/** Ports towards the outside, inputs left and outputs right, each side with those that edges still name. */
export function NodePorts({ id, ports, ghosts }: { id: string } & Pick<CanvasNodeData, "ports" | "ghosts">) {
  return (
    <div className={classes.ports}>
      <div>
        {ports.inputs.map((port) => (
          <PortHandle key={port.name} node={id} name={port.name} side="input" port={port} />
        ))}
        {ghosts.inputs.map((name) => (
          <PortHandle key={name} node={id} name={name} side="input" />
        ))}
      </div>
      <div>
        {ports.outputs.map((port) => (
          <PortHandle key={port.name} node={id} name={port.name} side="output" port={port} />
        ))}
        {ghosts.outputs.map((name) => (
          <PortHandle key={name} node={id} name={name} side="output" />
        ))}
      </div>
    </div>
  );
}
