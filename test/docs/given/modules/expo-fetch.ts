// What the pages use of `expo/fetch`.

export declare function fetch(input: string | URL, init?: RequestInit): Promise<Response>
