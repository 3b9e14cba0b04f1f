import { createRoot } from "react-dom/client";
import "./page.css";

createRoot(document.getElementById("root")).render(<p>Hello from React {import.meta.env.VITE_API}</p>);
