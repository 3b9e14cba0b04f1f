<?php

namespace Site;

use Greeting\Greeting;

final class Page
{
    public function render(): string
    {
        return Greeting::of("composer");
    }
}
