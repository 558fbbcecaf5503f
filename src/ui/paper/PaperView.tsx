export function PaperView() {
  return null;
}
