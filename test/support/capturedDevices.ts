/** Every device handed out from now on, newest last: what a test destroys to play a lost GPU. */
export function capturedDevices(): GPUDevice[] {
  const devices: GPUDevice[] = [];
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function capture(descriptor) {
    const device = await request.call(this, descriptor);
    devices.push(device);
    return device;
  };
  return devices;
}
