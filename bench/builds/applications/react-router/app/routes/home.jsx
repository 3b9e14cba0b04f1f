export default function Home() {
  return <h1>Hello from a page of React Router</h1>;
}
