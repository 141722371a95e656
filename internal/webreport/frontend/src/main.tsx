import { render } from "preact";
import { App } from "./app";
import { readData } from "./data";
import { DiffApp } from "./diff";
import { setUnits } from "./format";
import "./report.css";

const app = document.getElementById("app")!;
readData().then(
  (data) => {
    setUnits(data.units);
    render("diff" in data ? <DiffApp data={data} /> : <App data={data} />, app);
  },
  (error: unknown) => {
    app.textContent = `The report cannot be read: ${String(error)}. It needs a browser of 2023 or later.`;
  },
);
